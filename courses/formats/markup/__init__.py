"""Strangers' HTML to the Markdown of courses: what can run or style is gone, links lead into the course."""

from courses.formats.markup.blocks import Markup
from courses.formats.markup.plain import escaped_line, escaped_text

__all__ = ["Markup", "escaped_line", "escaped_text"]
