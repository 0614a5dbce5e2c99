"""Code blocks: highlighted by CSS classes, never by inline style."""

from __future__ import annotations

import re
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_HIGHLIGHTED = 50_000  # characters; longer code is shown plain

# What a program prints is shown apart from what a person types.
_PRINTED = {"output": "output", "error": "error", "warning": "warning", "stdout": "output", "stderr": "error"}
_FORMATTER = HtmlFormatter(nowrap=True)


def code_block(code: str, info: str) -> str:
    """`code` as a focusable `<pre>`; the first word of `info` names the language."""
    language = _language(info)
    if language in _PRINTED:
        return _pre(escape(code), f"code code-{_PRINTED[language]}", "")
    return _pre(_highlighted(code, language), "code highlight" if language else "code", language)


def _language(info: str) -> str:
    """`bash`, `{r, echo=FALSE}`, `{.python .numberLines}` and `c++ title=x` name bash, r, python, c++."""
    words: list[str] = re.findall(r"[A-Za-z0-9+#-]+", info)
    return words[0].lower() if words else ""


def _highlighted(code: str, language: str) -> str:
    if not language or len(code) > MAX_HIGHLIGHTED:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, _FORMATTER))


def _pre(inner: str, classes: str, language: str) -> str:
    marked = f' class="language-{escape(language)}"' if language else ""
    return f'<pre class="{classes}" tabindex="0"><code{marked}>{inner}</code></pre>\n'
