"""Deeds of the labor market: one function, one transaction, one audit line."""
