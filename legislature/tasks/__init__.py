"""What follows a commit: documents are drawn, deliveries sent."""
