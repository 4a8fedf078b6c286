"""Slow drills, run by `make drill`: what must hold when things are killed."""
