"""The library that settings add to the builtins: no `{% load %}` is needed."""

from portal.components import register

__all__ = ["register"]
