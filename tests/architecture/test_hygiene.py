"""What must be in no file: where packages came from, the paths of one machine, leftovers, inline code."""

import re
from pathlib import Path

import pytest

from .source import APPS, ROOT, files_with, tracked_files

# Written in pieces, so that this file does not accuse itself.
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "deb." + "debian.org",
    "crates" + ".io",
]
MACHINE_PATHS = [
    r"/work" + r"/(main|shared)\b",
    r"/root" + r"/\.?\w",
    r"/home" + r"/\w+/",
    r"/tmp" + r"/brief\b",
]
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".pdf", ".woff2", ".zip", ".ico", ".mbz", ".imscc"}

INLINE = [
    (
        re.compile(
            r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE
        ),
        "inline script",
    ),
    (re.compile(r"<style\b", re.IGNORECASE), "inline style sheet"),
    (re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE), "style attribute"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE), "event handler attribute"),
    (re.compile(r"href\s*=\s*[\"']?\s*javascript:", re.IGNORECASE), "javascript: link"),
]
# These are not pages: a mail client reads no style sheet of ours, and WeasyPrint renders a document without CSP.
NOT_PAGES = ("mail", "email", "certificate", "pdf")


def _texts() -> list[tuple[str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked_files()
        if path.suffix.lower() not in BINARY
    ]


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [name for name, text in _texts() if host in text] == []


@pytest.mark.parametrize("path", MACHINE_PATHS)
def test_no_file_names_a_path_of_one_machine(path: str) -> None:
    pattern = re.compile(rf"(?<![\w.]){path}")

    assert [name for name, text in _texts() if pattern.search(text)] == []


def test_no_program_has_leftovers() -> None:
    pattern = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b|\bbreak" + r"point\(\)|\bconsole\.log\(")
    programs = files_with(".py", ".js", ".css", ".html", under=(*APPS, "templates", "static", "benchmarks"))

    assert [
        str(path.relative_to(ROOT)) for path in programs if pattern.search(path.read_text(encoding="utf-8"))
    ] == []


def _pages() -> list[Path]:
    pages = files_with(".html", under=("templates", *APPS))
    return [path for path in pages if not any(word in path.as_posix().lower() for word in NOT_PAGES)]


def test_no_page_has_inline_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in _pages()
        for pattern, what in INLINE
        if pattern.search(
            re.sub(
                r"{#.*?#}|{% comment %}.*?{% endcomment %}",
                "",
                path.read_text(encoding="utf-8"),
                flags=re.DOTALL,
            )
        )
    ]

    assert found == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<script>alert(1)</script>", True),
        ('<script nonce="{{ n }}">x</script>', True),
        ('<script src="/static/js/x.js" defer></script>', False),
        ('<script type="application/json" id="data">{}</script>', False),
        ('<p style="color: red">', True),
        ('<button onclick="go()">', True),
        ("<a href='javascript:void(0)'>", True),
        ("<p class='one'>on = off</p>", False),
    ],
)
def test_the_check_for_inline_code_sees_what_it_looks_for(markup: str, expected: bool) -> None:
    assert any(pattern.search(markup) for pattern, _ in INLINE) is expected


def test_lock_files_pin_every_package_by_hash() -> None:
    for name in ("base", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        requirements = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, flags=re.MULTILINE)
        blocks = re.findall(
            r"^[A-Za-z0-9_.-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", lock, flags=re.MULTILINE
        )
        assert len(requirements) == len(blocks) > 20, name
