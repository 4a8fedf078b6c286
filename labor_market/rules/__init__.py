"""The formulas of industry targeting, and how to read the Bureau of Labor Statistics' files. No database."""
