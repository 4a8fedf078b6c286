"""What follows a commit. Imported whole, so that every job of the money's path is known."""

from grants.tasks import letters

__all__ = ["letters"]
