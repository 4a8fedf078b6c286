"""What the clock starts. Imported whole at start-up, so that every process knows the schedules and their jobs."""

from partnerships.jobs import events, links, tables

__all__ = ["events", "links", "tables"]
