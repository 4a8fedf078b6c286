"""What the clock starts. Imported whole at start-up, so that every process knows the schedules and their jobs."""

from grants.jobs import closeout, eligibility, letters, offers, reports, reviewers, rounds

__all__ = ["closeout", "eligibility", "letters", "offers", "reports", "reviewers", "rounds"]
