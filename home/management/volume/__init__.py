"""States with very many applications, to measure with: one is made as the demonstration is, the rest are copied in the
database."""
