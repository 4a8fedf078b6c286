"""Reads that span tables, each named after what it makes."""
