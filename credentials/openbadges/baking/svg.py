"""SVG: one `openbadges:credential` element right after the `<svg>` start tag (Open Badges 3.0 §5.3.2).

The rest of the picture is left byte for byte as it was; XML with a document type is refused.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from credentials.openbadges.errors import InvalidDocument, NotABadge, TooLarge

NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
NAMESPACE_2: Final = "http://openbadges.org"
MAX_BYTES: Final = 8 * 1024 * 1024
_SVG: Final = "{http://www.w3.org/2000/svg}svg"
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# The start tag, past comments and processing instructions; quoted attribute values may hold ">". What has
# been read as one of these stays it (atomic groups): else a picture can be made that takes for ever.
_START: Final = re.compile(
    r"""\A(?:\ufeff)?(?>\s|<\?.*?\?>|<!--.*?-->)*+<(?:[\w.-]+:)?svg\b(?:[^"'>]|"[^"]*"|'[^']*')*>""",
    re.DOTALL,
)
_OLD: Final = re.compile(
    r"<openbadges:(credential|assertion)\b(?:[^\"'>]|\"[^\"]*\"|'[^']*')*?"
    r"(?:/>|(?<!/)>(?><!\[CDATA\[.*?\]\]>|[^<])*+</openbadges:\1\s*>)",
    re.DOTALL,
)


def bake(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it; one that was in it is replaced."""
    _root(picture)
    text = _OLD.sub("", picture.decode())
    start = _START.match(text)
    if start is None:
        raise InvalidDocument("the SVG does not begin with its start tag")
    tag = start[0]
    if "xmlns:openbadges" in tag:
        tag = re.sub(r"""xmlns:openbadges\s*=\s*("[^"]*"|'[^']*')""", f'xmlns:openbadges="{NAMESPACE}"', tag)
    else:
        tag = re.sub(
            r"(.*<(?:[\w.-]+:)?svg)\b", rf'\1 xmlns:openbadges="{NAMESPACE}"', tag, count=1, flags=re.DOTALL
        )
    if tag.endswith("/>"):
        raise InvalidDocument("an empty SVG cannot carry a badge")
    baked = (tag + _element(credential) + text[start.end() :]).encode()
    if extract(baked) != credential:
        raise InvalidDocument("the credential did not survive being written into this SVG")
    return baked


def extract(picture: bytes) -> str:
    """The credential in an SVG, of Open Badges 3.0 or 2.0."""
    root = _root(picture)
    names = {f"{{{NAMESPACE}}}credential", f"{{{NAMESPACE_2}}}assertion"}
    found = [element for element in root.iter() if element.tag in names]
    if not found:
        raise NotABadge("this SVG holds no badge: there is no openbadges:credential element")
    if len(found) > 1:
        raise InvalidDocument(f"this SVG holds {len(found)} badges; the standard allows one")
    verify, text = ((value or "").strip() for value in (found[0].get("verify"), found[0].text))
    if verify and text and found[0].tag == f"{{{NAMESPACE}}}credential":
        raise InvalidDocument("this SVG holds a badge twice, as a JWS and as JSON; the standard allows one")
    text = verify or text  # in version 2 the address of a hosted badge stands beside its text
    if not text:
        raise NotABadge("the openbadges element of this SVG is empty")
    return text


def _element(credential: str) -> str:
    if _JWS.fullmatch(credential):
        return f"<openbadges:credential verify={quoteattr(credential)}></openbadges:credential>"
    # "]]>" can stand only inside a JSON string, where > may be written as an escape.
    body = credential.replace("]]>", "]]\\u003e")
    return f"<openbadges:credential><![CDATA[{body}]]></openbadges:credential>"


def _root(picture: bytes):  # type: ignore[no-untyped-def]
    if len(picture) > MAX_BYTES:
        raise TooLarge(f"the SVG has {len(picture)} bytes, more than {MAX_BYTES}")
    try:
        picture.decode()
        root = fromstring(picture, forbid_dtd=True)
    except (SyntaxError, ValueError, LookupError, DefusedXmlException) as error:
        raise InvalidDocument(f"this SVG cannot be read: {error}") from error
    if root.tag != _SVG:
        raise InvalidDocument("this XML is not an SVG")
    return root
