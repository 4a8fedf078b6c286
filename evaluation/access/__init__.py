"""Fetching with permission: surveys for staff, an invitation by its link, stories by whose partnership they are of."""
