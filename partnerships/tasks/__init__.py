"""What follows a commit. Imported whole, so that every job of partnerships is known."""

from partnerships.tasks import events, meetings

__all__ = ["events", "meetings"]
