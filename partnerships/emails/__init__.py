"""What conveners, members and officers are told about partnerships: one function a message, a file a noun."""
