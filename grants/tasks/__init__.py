"""What follows a commit. Imported whole, so that every job of the money's path is known."""

from grants.tasks import letters, receipts, subawards

__all__ = ["letters", "receipts", "subawards"]
