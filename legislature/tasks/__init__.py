"""What follows a commit: documents are drawn, deliveries sent."""

from legislature.tasks import deliveries, documents

__all__ = ["deliveries", "documents"]
