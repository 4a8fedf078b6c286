"""The question engine's tables."""

from questions.models.forms import Form, FormVersion, Question, Section
from questions.models.responses import Answer, Response, Snapshot

__all__ = ["Answer", "Form", "FormVersion", "Question", "Response", "Section", "Snapshot"]
