"""What is read for the pages and documents of the legislature."""
