"""The demo world: organisations, courses, people and credentials, made through the portal's own use-cases."""
