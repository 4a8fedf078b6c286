"""What follows a commit. Imported whole, so that every job of the money's path is known."""

from grants.tasks import agreements, letters, panel_packets, panels, receipts, subawards

__all__ = ["agreements", "letters", "panel_packets", "panels", "receipts", "subawards"]
