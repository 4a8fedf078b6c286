"""What the clock starts. Imported whole at start-up, so that every process knows the schedules and their jobs."""

from grants.jobs import eligibility, letters, reports, reviewers, rounds

__all__ = ["eligibility", "letters", "reports", "reviewers", "rounds"]
