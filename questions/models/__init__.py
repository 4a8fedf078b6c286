"""The question engine's tables."""

from questions.models.forms import Form, FormVersion, Question, Section
from questions.models.responses import Answer, AnswerFile, Response, Snapshot

__all__ = ["Answer", "AnswerFile", "Form", "FormVersion", "Question", "Response", "Section", "Snapshot"]
