"""HTTP to typed data, a file a noun."""
