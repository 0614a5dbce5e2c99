"""Numbers as learners write them: separators of their language, digits of their script, exponents."""

import re
import unicodedata
from decimal import Decimal

from courses.grading.errors import ResponseInvalid

NUMBER_LIMIT = 64
EXPONENT_LIMIT = 300

#: Languages that write 3,5 for three and a half (Unicode CLDR), and the regions that do not follow theirs.
COMMA_LANGUAGES = frozenset({
    "af", "ast", "az", "be", "bg", "br", "bs", "ca", "co", "cs", "da", "de", "dsb", "el", "eo", "es", "et",
    "eu", "fi", "fo", "fr", "fur", "fy", "gl", "hr", "hsb", "hu", "hy", "ia", "id", "is", "it", "ka",
    "kea", "kk", "kl", "ky", "lb", "ln", "lo", "lt", "lv", "mk", "nb", "nl", "nn", "no", "oc", "os", "pl",
    "pt", "ro", "ru", "rw", "sc", "se", "sk", "sl", "sq", "sr", "sv", "tk", "tr", "tt", "uk", "uz", "vi",
    "wo",
})  # fmt: skip
POINT_REGIONS = frozenset({
    "de-ch", "de-li", "it-ch", "es-419", "es-bz", "es-cu", "es-do", "es-gt", "es-hn", "es-mx", "es-ni",
    "es-pa", "es-pe", "es-pr", "es-sv", "es-us",
})  # fmt: skip
COMMA_REGIONS = frozenset({
    "ar-dz", "ar-ly", "ar-ma", "ar-mr", "ar-tn", "en-at", "en-be", "en-de", "en-dk", "en-fi", "en-nl",
    "en-se", "en-si", "en-za", "ms-bn", "sw-cd",
})  # fmt: skip

#: Decimal and thousands signs that are the same in every language that has them (Arabic script).
DECIMAL_SIGN, GROUP_SIGN = "٫", "٬"
#: Signs of other keyboards for what is meant, and marks of direction, which mean nothing here.
_SIGNS = str.maketrans(
    dict.fromkeys("−–‐‑‒﹣－", "-")
    | dict.fromkeys("＋﹢", "+")
    | dict.fromkeys("’ʼ＇", "'")
    | dict.fromkeys("，،", ",")
    | {"．": "."}
    | dict.fromkeys("\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff", "")
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_TIMES = "[xX×·⋅*]"
_EXPONENT = r"(?:\^|\*\*)\s*\(?\s*[+\-−]?\d{1,4}\s*\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}"
_POWER = re.compile(rf"(?:^([+-]?)|\s*{_TIMES}\s*)10\s*({_EXPONENT})$")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII)
_NUMBER_AND_REST = re.compile(
    r"\s*([+\-−–－]?\s*[\d.,．，٫٬'’\s]*\d[.,٫]?"
    rf"(?:\s*[eE][+\-−]?\d+(?!\w)|(?:\s*{_TIMES}\s*10)?\s*(?:{_EXPONENT}))?)(.*)",
    re.DOTALL,
)


def decimal_comma(locale: str) -> bool:
    """Whether the language, in its region where one is named, writes a decimal comma."""
    language, *subtags = locale.lower().replace("_", "-").split("-")
    region = next((tag for tag in subtags if re.fullmatch("[a-z]{2}|[0-9]{3}", tag)), "")
    tag = f"{language}-{region}"
    if tag in POINT_REGIONS:
        return False
    return tag in COMMA_REGIONS or language in COMMA_LANGUAGES


def parse_number(text: str, locale: str) -> Decimal | None:
    """The decimal that was written, or None.

    With both separators the last one is the decimal sign. One separator alone is the decimal sign of the
    locale, or a thousands sign where groups of digits make that possible; "3,5" is three and a half
    everywhere, "1,234" is a thousand and more in English and less than two in German. Groups are of three,
    or of two before the last three ("12,34,567").
    """
    if len(text) > NUMBER_LIMIT:
        return None
    cleaned = _ascii(text)
    if power := _POWER.search(cleaned):
        factor = cleaned[: power.start()] or f"{power[1]}1"
        raised = power[2].translate(_RAISED)
        cleaned = f"{factor}e{re.sub(r'[^0-9+-]', '', raised)}"
    mantissa, e, exponent = cleaned.lower().partition("e")
    mantissa = re.sub(r"^([+-])\s+", r"\1", mantissa)
    plain = _without_groups(re.sub(r"(?<=\d)[\s'](?=\d{3}(?!\d))", "", mantissa), comma=decimal_comma(locale))
    written = f"{plain}{e}{exponent}"
    if plain is None or not _PLAIN.fullmatch(written):
        return None
    number = Decimal(written)
    return number if abs(number.adjusted()) <= EXPONENT_LIMIT else None


def written_number(number: Decimal) -> str:
    """A number that `parse_number` reads alike in every language.

    "1.234" is two different numbers; "1.2340" is one.
    """
    text = str(number)
    return f"{text}0" if _in_groups(text, ".") else text


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
        for sign in text.translate(_SIGNS).strip()
    )
    return "".join(digits)


def _without_groups(text: str, *, comma: bool) -> str | None:
    """Thousands signs removed and "." as the decimal sign; None where the signs make no sense."""
    signs = [sign for sign in (".", ",", DECIMAL_SIGN, GROUP_SIGN) if sign in text]
    if not signs:
        return text
    if len(signs) > 2:
        return None
    if len(signs) == 2:
        decimal, group = _told_apart(text, *signs)
    else:
        decimal, group = _decided(text, signs[0], comma=comma)
    whole, *rest = text.split(decimal)
    if (
        len(rest) > 1
        or (group in whole and not _in_groups(whole, group))
        or any(group in part for part in rest)
    ):
        return None
    return ".".join([whole.replace(group, ""), *rest])


def _told_apart(text: str, one: str, other: str) -> tuple[str, str]:
    """Decimal and thousands sign where there are two: by what they are, else the last is the decimal sign."""
    if DECIMAL_SIGN in (one, other) or GROUP_SIGN in (one, other):
        one_is_decimal = one == DECIMAL_SIGN or other == GROUP_SIGN
    else:
        one_is_decimal = text.rfind(one) > text.rfind(other)
    return (one, other) if one_is_decimal else (other, one)


def _decided(text: str, sign: str, *, comma: bool) -> tuple[str, str]:
    """Decimal and thousands sign where there is one only; the other of the pair does not occur."""
    if sign in (DECIMAL_SIGN, GROUP_SIGN):
        return DECIMAL_SIGN, GROUP_SIGN
    other = "." if sign == "," else ","
    grouped = sign != ("," if comma else ".") or text.count(sign) > 1
    return (other, sign) if grouped and _in_groups(text, sign) else (sign, other)


def _in_groups(text: str, sign: str) -> bool:
    mark = re.escape(sign)
    groups = rf"[+-]?[1-9](?:\d{{0,2}}(?:{mark}\d{{3}})+|\d?(?:{mark}\d{{2}})+{mark}\d{{3}})"
    return re.fullmatch(groups, text, re.ASCII) is not None
