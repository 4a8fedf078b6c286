"""The first page of each role, the public front page, and search."""
