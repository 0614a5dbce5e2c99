"""What authors and reviewers type."""
