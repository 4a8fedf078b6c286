"""Fetching legislators, editions and links with permission."""
