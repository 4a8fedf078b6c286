"""What a developer's machine needs besides the product: embedded servers, the demonstration, generated files."""
