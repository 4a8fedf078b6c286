"""Core's tables."""

from core.models.audit import AuditEvent, AuditHead
from core.models.files import FileStatus, StoredFile
from core.models.jobs import Job, JobStatus
from core.models.links import AccessLink
from core.models.mail import Email, EmailStatus
from core.models.people import Invitation, Member, RoleGrant, User
from core.models.states import HostName, State

__all__ = [
    "AccessLink",
    "AuditEvent",
    "AuditHead",
    "Email",
    "EmailStatus",
    "FileStatus",
    "HostName",
    "Invitation",
    "Job",
    "JobStatus",
    "Member",
    "RoleGrant",
    "State",
    "StoredFile",
    "User",
]
