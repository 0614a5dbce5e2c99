"""Use-cases of credentials.

Locks are taken in one order: credential, issuer, status list. Functions whose docstring begins with "Step:"
run inside a use-case's transaction; all other writers open their own.
"""
