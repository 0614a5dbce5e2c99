"""Reading credentials."""
