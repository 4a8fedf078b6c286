"""What the first pages read, over every app."""
