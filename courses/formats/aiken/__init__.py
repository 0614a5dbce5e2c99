"""Aiken: single-choice questions as plain text (`A. …`, `ANSWER: A`)."""

from courses.formats.aiken.reader import read_aiken, recognises

__all__ = ["read_aiken", "recognises"]
