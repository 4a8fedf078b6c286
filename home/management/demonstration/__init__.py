"""The demonstration's material: four invented programs, drawn from a fixed seed. Real places, invented people and firms."""
