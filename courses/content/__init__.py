"""Authors' Markdown to safe HTML, the only way in which a course's text reaches a page."""

from courses.content.errors import ContentRefused, ContentTooLarge
from courses.content.headings import Heading
from courses.content.parsing import Destination, destinations
from courses.content.rendering import RenderedContent, render_markdown

__all__ = [
    "ContentRefused",
    "ContentTooLarge",
    "Destination",
    "Heading",
    "RenderedContent",
    "destinations",
    "render_markdown",
]
