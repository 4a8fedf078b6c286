"""Reads that span models, a file a page."""
