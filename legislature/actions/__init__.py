"""Deeds on legislators and editions."""
