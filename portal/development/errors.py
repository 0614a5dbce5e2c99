"""What can go wrong on a developer's machine, said in one sentence."""


class DevelopmentError(Exception):
    """Something that the person at the terminal can act on; its text is the whole message."""


class ServiceError(DevelopmentError):
    """PostgreSQL or Valkey could not be started or reached."""
