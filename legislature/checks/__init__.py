"""Validation on plain data: imports, and the words of a report."""
