"""Why a text, or a part of it, is not rendered.

ContentRefused
├── ContentTooLarge   longer than `MAX_CHARACTERS`
└── FormulaInvalid    a formula that is not TeX as it is understood here; its page shows it as it was typed
"""


class ContentRefused(Exception):
    """Base of the refusals of this package."""


class ContentTooLarge(ContentRefused):
    """The text is longer than one page may be."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"the text has {length:,} characters; split it into parts of at most {limit:,}")
        self.length = length
        self.limit = limit


class FormulaInvalid(ContentRefused):
    """The formula cannot be typeset; the message says what its author mends."""
