"""Code blocks: highlighted by CSS classes, never by inline style."""

from __future__ import annotations

import re
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_HIGHLIGHTED = 10_000  # characters of one block; longer code is shown plain
MAX_HIGHLIGHTED_IN_TEXT = 40_000
# Lexers whose time grows about as the length of whatever they get. Those of C#, Java, Groovy and many rarer
# languages take its cube: their code is shown plain.
_LEXERS = frozenset(
    ["ada", "awk", "bash", "c", "clojure", "cmake", "coffeescript", "console", "cpp", "css", "d",
     "dart", "delphi", "diff", "docker", "elixir", "erlang", "fortran", "fsharp", "gnuplot", "go",
     "graphql", "graphviz", "haskell", "html", "http", "ini", "javascript", "json", "jsx", "julia",
     "kotlin", "less", "lua", "make", "markdown", "matlab", "mysql", "nasm", "nginx", "nimrod", "nixos",
     "ocaml", "octave", "perl", "php", "postgresql", "powershell", "prolog", "properties", "protobuf",
     "pycon", "python", "r", "restructuredtext", "ruby", "rust", "scala", "scheme", "scss", "sparql",
     "splus", "sql", "sqlite3", "stata", "swift", "tcl", "terraform", "tex", "toml", "tsx", "turtle",
     "typescript", "verilog", "vhdl", "vue", "xml", "yaml", "zig"]
)  # fmt: skip
# Even those dislike endless lines and endless emptiness.
_ENDLESS = re.compile(r"[^\n]{400}|(?:[^\S\n]*\n){20}")

# What a program prints is shown apart from what a person types.
_PRINTED = {"output": "output", "error": "error", "warning": "warning", "stdout": "output", "stderr": "error"}
_FORMATTER = HtmlFormatter(nowrap=True)


def code_block(code: str, info: str, *, plain: bool = False) -> str:
    """`code` as a focusable `<pre>`; the first word of `info` names its language. `plain`: no colours."""
    language = _language(info)
    if language in _PRINTED:
        return _pre(escape(code), f"code code-{_PRINTED[language]}", "")
    shown = escape(code) if plain else _highlighted(code, language)
    return _pre(shown, "code highlight" if language else "code", language)


def _language(info: str) -> str:
    """`bash`, `{r, echo=FALSE}`, `{.python .numberLines}` and `c++ title=x` name bash, r, python, c++."""
    words: list[str] = re.findall(r"[A-Za-z0-9+#-]+", info)
    return words[0].lower() if words else ""


def _highlighted(code: str, language: str) -> str:
    if not language or len(code) > MAX_HIGHLIGHTED or _ENDLESS.search(code):
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    if not _LEXERS.intersection(lexer.aliases):
        return escape(code)
    return str(highlight(code, lexer, _FORMATTER))


def _pre(inner: str, classes: str, language: str) -> str:
    marked = f' class="language-{escape(language)}"' if language else ""
    return f'<pre class="{classes}" tabindex="0"><code{marked}>{inner}</code></pre>\n'
