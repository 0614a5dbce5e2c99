"""What a query string or a form may hold."""
