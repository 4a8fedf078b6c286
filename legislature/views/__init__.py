"""Pages for staff, for the public, and for the holder of a link."""
