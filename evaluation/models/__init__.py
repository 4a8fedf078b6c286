"""What came of it: surveys, worker outcomes, systems changes, stories, claims."""

from evaluation.models.evidence import Claim, Story, SystemsChange
from evaluation.models.surveys import Survey, SurveyInvite
from evaluation.models.workers import Worker

__all__ = ["Claim", "Story", "Survey", "SurveyInvite", "SystemsChange", "Worker"]
