"""Forms of the legislature."""
