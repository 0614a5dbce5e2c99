"""The certificate: one page of PDF/A-3a that also claims PDF/UA-1, with the signed credential attached.

Drawn from the stored document and the frozen claims alone, by WeasyPrint, which is told never to read
anything but the house's fonts. Fonts and style sheet are read once for each thread (`_press`). A text too
long for the page is set in smaller steps and then shortened; the credential's own page has all of it.
"""

import dataclasses
import json
import threading
from base64 import b64encode
from typing import Any, Final

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from PIL import ImageFile
from weasyprint.text.fonts import FontConfiguration

from credentials.models import AchievementVersion, Credential
from credentials.queries.narratives import narrative_lines
from credentials.queries.pictures import picture_svg, qr_svg
from credentials.queries.signals import signal_rows
from credentials.queries.statements import Statement, read_statement
from credentials.services.certificate_fonts import certificate_fonts
from credentials.services.pdf_metadata import merge_claims

# WeasyPrint lets Pillow read broken pictures, for the whole process: uploads must go on being refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

ATTACHMENT: Final = "credential.json"

# Pango's font maps are not shared between threads.
_of_thread = threading.local()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """How large the type is (a class in certificate.css), and how much of the long texts is said."""

    name: str
    criteria: int = 100_000
    description: int = 100_000
    rows: int = 100
    words: int = 100_000


_SIZES: Final = (
    _Size(name="roomy"),
    _Size(name="snug"),
    _Size(name="small"),
    _Size(name="short", criteria=700, description=300, rows=8, words=120),
    _Size(name="least", criteria=320, description=160, rows=5, words=80),
)


class _OnlyOurs(weasyprint.urls.URLFetcher):  # type: ignore[misc] # weasyprint has no types
    """Reads pictures out of the page itself and the house's fonts from disk; nothing by network."""

    def __init__(self, fonts: set[str]) -> None:
        super().__init__(allowed_protocols={"data", "file"}, allow_redirects=False)
        self._fonts = fonts

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if not url.startswith("data:") and url not in self._fonts:
            raise ValueError(f"A certificate reads nothing from {url[:80]}")
        return super().fetch(url, headers)


@dataclasses.dataclass(frozen=True, slots=True)
class _Press:
    """What every certificate of a thread is printed with."""

    fetcher: _OnlyOurs
    fonts: FontConfiguration
    styles: tuple[weasyprint.CSS, ...]


def certificate_pdf(credential: Credential) -> bytes:
    """The certificate of an issued credential: one A4 page, tagged, its JSON attached byte for byte.

    The wording is in the achievement's language. Raises ValueError for a credential that is not signed yet.
    """
    if not credential.document:
        raise ValueError("A certificate is made from the signed document, and there is none yet.")
    statement = read_statement(json.loads(credential.document))
    with translation.override(_language(statement)):
        for size in _SIZES:
            laid_out = _lay_out(credential, statement, size)
            if _fits(laid_out):
                break
        else:
            raise ValueError(f"The certificate of {credential.uuid} does not fit one page.")
    laid_out.metadata.attachments = [
        weasyprint.Attachment(
            string=credential.document,
            name=ATTACHMENT,
            description="The signed Open Badges 3.0 credential",
            relationship="Source",
        )
    ]
    printed: bytes = laid_out.write_pdf(
        finisher=merge_claims, pdf_variant="pdf/a-3a", pdf_identifier=credential.uuid.bytes, cache=None
    )
    return printed


def certificate_html(credential: Credential) -> str:
    """The page that is printed, in its largest type, without fonts and style sheet."""
    statement = read_statement(json.loads(credential.document))
    with translation.override(_language(statement)):
        return _page(credential, statement, _SIZES[0])


def preload() -> None:
    """Read fonts and style sheet now: a worker calls it at its start, not with its first certificate."""
    _press()


def _press() -> _Press:
    if not hasattr(_of_thread, "press"):
        faces, files = certificate_fonts()
        fetcher, fonts = _OnlyOurs(files), FontConfiguration()
        style = (settings.BASE_DIR / "static" / "css" / "certificate.css").read_text("utf-8")
        styles = tuple(
            weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in (faces, style)
        )
        _of_thread.press = _Press(fetcher, fonts, styles)
    press: _Press = _of_thread.press
    return press


def _page(credential: Credential, statement: Statement, size: _Size) -> str:
    return render_to_string("credentials/certificate.html", _context(credential, statement, size))


def _lay_out(credential: Credential, statement: Statement, size: _Size) -> Any:
    press = _press()
    page = _page(credential, statement, size)
    html = weasyprint.HTML(string=page, base_url=None, url_fetcher=press.fetcher)
    return html.render(font_config=press.fonts, stylesheets=press.styles, pdf_variant="pdf/a-3a")


def _fits(laid_out: Any) -> bool:
    """Whether one page holds everything: what does not fit may also be cut off, so its ends are sought."""
    return len(laid_out.pages) == 1 and {"left-end", "right-end", "end"} <= laid_out.pages[0].anchors.keys()


def _context(credential: Credential, statement: Statement, size: _Size) -> dict[str, Any]:
    skills = [
        dataclasses.replace(skill, level_description=_short(skill.level_description, size.words))
        for skill in statement.skills[: size.rows]
    ]
    return {
        "language": _language(statement),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "statement": statement,
        "kind": _kind(statement),
        "size": size,
        "made": f"{credential.issued_at or credential.awarded_at:%Y-%m-%dT%H:%M:%SZ}",
        "description": _short(statement.description, size.description),
        "criteria": _criteria(statement, size),
        "parts": [part.name for part in statement.parts[: size.rows * 2]],
        "skills": skills,
        "skills_left": len(statement.skills) - len(skills),
        "scores": statement.scores[: size.rows],
        "facts": _facts(statement, size),
        "signals": signal_rows(statement.signals),
        "picture": _as_address(picture_svg(credential.claims, size=400).encode()),
        "picture_words": _("A drawing of the achievement: %(name)s") % {"name": statement.name},
        "code": _as_address(qr_svg(statement.id).encode()),
        "verify_url": f"{settings.SITE_URL}{reverse('credentials:verify')}",
        "signed_on": date_format(statement.signed_at, "DATE_FORMAT") if statement.signed_at else "",
    }


def _as_address(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def _short(text: str, length: int) -> str:
    return Truncator(text).chars(length)


def _language(statement: Statement) -> str:
    return statement.language or settings.LANGUAGE_CODE


def _kind(statement: Statement) -> str:
    kinds: dict[str, Any] = dict(AchievementVersion.Type.choices)
    words = str(kinds.get(statement.type, _("credential")))
    return words[:1].upper() + words[1:]


def _criteria(statement: Statement, size: _Size) -> list[str]:
    """The lines that fit; where some are left out, the last line says so."""
    lines, room = [], size.criteria
    for line in narrative_lines(statement.criteria):
        lines.append(_short(line, room))
        room -= len(line)
        if room <= 0:
            lines.append(_("The whole text stands on the credential’s page."))
            break
    return lines


def _facts(statement: Statement, size: _Size) -> list[tuple[str | Promise, str]]:
    def day(moment: Any) -> str:
        return date_format(moment, "DATE_FORMAT") if moment else ""

    until = day(statement.valid_until) or _("no end: it does not expire")
    rows = [
        (_("Awarded"), day(statement.awarded or statement.valid_from)),
        (_("Valid from"), day(statement.valid_from)),
        (_("Valid until"), until),
        (_("Workload"), statement.annex_value("Workload")),
        (_("Credits"), statement.credits),
        (_("EQF level"), statement.eqf_level),
        (_("Participation"), statement.annex_value("Participation")),
        (_("Assessment"), statement.annex_value("AssessmentType")),
        (_("Supervision"), statement.annex_value("IdentityVerification")),
        (_("Quality assurance"), statement.annex_value("QualityAssurance")),
    ]
    return [(term, _short(value, size.words)) for term, value in rows if value]
