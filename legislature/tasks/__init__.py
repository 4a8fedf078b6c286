"""What follows a commit: documents are drawn, deliveries sent, awards announced at their hour."""

from legislature.tasks import announcements, deliveries, documents

__all__ = ["announcements", "deliveries", "documents"]
