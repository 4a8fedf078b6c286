"""How the things of the money's path move, and their arithmetic. Pure data and functions: no database, no request."""
