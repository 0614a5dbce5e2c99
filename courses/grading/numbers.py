"""Numbers as learners write them: separators of their language, digits of their script, exponents."""

import re
import unicodedata
from decimal import Decimal

from courses.grading.errors import ResponseInvalid

NUMBER_LIMIT = 64
EXPONENT_LIMIT = 300

#: Languages that write 3,5 for three and a half (Unicode CLDR), and the regions that do not follow theirs.
COMMA_LANGUAGES = re.compile(
    "af|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fr|gl|hr|hu|hy|id|is|it|ka|kk|ky|lt|lv|mk|mn|"
    "nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|tr|uk|uz|vi"
)
POINT_REGIONS = frozenset(
    {"de-ch", "de-li", "es-mx", "es-us", "es-gt", "es-hn", "es-ni", "es-pa", "es-pr", "es-sv"}
)
COMMA_REGIONS = frozenset({"en-za"})

_POWER = re.compile(r"\s*[x×·⋅*]\s*10\s*\^?\s*\(?([+-]?\d+)\)?$")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII)
_NUMBER_AND_REST = re.compile(
    r"\s*([+\-−]?[\d.,٫٬'’\s]*\d[.,٫]?(?:\s*[eE][+\-−]?\d+(?!\w)|\s*[x×·⋅*]\s*10\s*\^?\s*\(?[+\-−]?\d+\)?)?)(.*)",
    re.DOTALL,
)


def decimal_comma(locale: str) -> bool:
    tag = locale.lower().replace("_", "-")
    if tag in POINT_REGIONS:
        return False
    return tag in COMMA_REGIONS or COMMA_LANGUAGES.fullmatch(tag.split("-")[0]) is not None


def parse_number(text: str, locale: str) -> Decimal | None:
    """The decimal that was written, or None.

    With both separators the last one is the decimal sign. One separator alone is the decimal sign of the
    locale, or a thousands sign where groups of three make that possible; "3,5" is three and a half
    everywhere, "1,234" is a thousand and more in English and less than two in German.
    """
    if len(text) > NUMBER_LIMIT:
        return None
    cleaned = _ascii(text)
    if power := _POWER.search(cleaned):
        cleaned = f"{cleaned[: power.start()]}e{power[1]}"
    mantissa, e, exponent = cleaned.lower().partition("e")
    plain = _without_groups(re.sub(r"(?<=\d)[\s'](?=\d{3}(?!\d))", "", mantissa), comma=decimal_comma(locale))
    written = f"{plain}{e}{exponent}"
    if plain is None or not _PLAIN.fullmatch(written):
        return None
    number = Decimal(written)
    return number if abs(number.adjusted()) <= EXPONENT_LIMIT else None


def split_unit(text: str) -> tuple[str, str]:
    """("9,81", "m") from "9,81 m"; the whole text and "" when it does not begin with a number."""
    match = _NUMBER_AND_REST.fullmatch(text)
    return (match[1].strip(), match[2].strip()) if match else (text.strip(), "")


def require_number(text: str, locale: str = "en") -> Decimal:
    """The decimal that was written; the locale decides its value, never whether it is a number.

    Raises ResponseInvalid.
    """
    if len(text) > NUMBER_LIMIT:
        raise ResponseInvalid("too_long", f"A number has at most {NUMBER_LIMIT} characters.")
    number = parse_number(text, locale)
    if number is None:
        raise ResponseInvalid("not_a_number", f"“{text}” is not a number.")
    return number


def _ascii(text: str) -> str:
    digits = (
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in text.strip()
    )
    return "".join(digits).translate(str.maketrans("−٫٬’", "-.,'"))


def _without_groups(text: str, *, comma: bool) -> str | None:
    """Thousands signs removed and "." as the decimal sign; None where the signs make no sense."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal, group = (",", ".") if text.rfind(",") > text.rfind(".") else (".", ",")
    elif points or commas:
        sign = "," if commas else "."
        other = "." if commas else ","
        grouped = sign != ("," if comma else ".") or text.count(sign) > 1
        decimal, group = (other, sign) if grouped and _in_groups(text, sign) else (sign, other)
    else:
        return text
    whole, *rest = text.split(decimal)
    if (
        len(rest) > 1
        or (group in whole and not _in_groups(whole, group))
        or any(group in part for part in rest)
    ):
        return None
    return ".".join([whole.replace(group, ""), *rest])


def _in_groups(text: str, sign: str) -> bool:
    return re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}({re.escape(sign)}\d{{3}})+", text, re.ASCII) is not None
