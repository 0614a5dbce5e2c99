"""Cairn on one machine: PostgreSQL and Valkey from wheels, and the supervisor behind `make run`.

Nothing here is imported by the portal itself, and no module here imports Django when it is imported.
"""
