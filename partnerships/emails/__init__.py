"""One function a message, a file a noun."""
