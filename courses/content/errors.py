"""Why a text is not rendered.

ContentRefused
└── ContentTooLarge   longer than `MAX_CHARACTERS`
"""


class ContentRefused(Exception):
    """Base of the refusals of this package."""


class ContentTooLarge(ContentRefused):
    """The text is longer than one page may be."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"the text has {length:,} characters; split it into parts of at most {limit:,}")
        self.length = length
        self.limit = limit
