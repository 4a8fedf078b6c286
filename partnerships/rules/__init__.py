"""Tables of moves, predicates and formulas on plain data."""
