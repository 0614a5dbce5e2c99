"""Authors' Markdown to safe HTML, the only way in which a course's text reaches a page."""

from courses.content.errors import ContentRefused, ContentTooLarge, FormulaInvalid
from courses.content.formulas import formulas_as_tex, mathml
from courses.content.headings import Heading
from courses.content.parsing import Destination, FormulaProblem, destinations, formula_problems
from courses.content.rendering import RenderedContent, render_markdown

__all__ = [
    "ContentRefused",
    "ContentTooLarge",
    "Destination",
    "FormulaInvalid",
    "FormulaProblem",
    "Heading",
    "RenderedContent",
    "destinations",
    "formula_problems",
    "formulas_as_tex",
    "mathml",
    "render_markdown",
]
