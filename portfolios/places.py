"""Countries and languages that people choose from: codes that do not change, names to read."""

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

from portfolios.countries import COUNTRIES


def country_name(code: str) -> str:
    """In the language of the page; "" for no country."""
    return str(COUNTRIES.get(code, code))


def country_choices() -> list[tuple[str, str]]:
    return sorted(((code, str(name)) for code, name in COUNTRIES.items()), key=lambda row: row[1])


def language_codes() -> list[str]:
    """The languages without their regional variants."""
    return sorted(code for code, known in LANG_INFO.items() if "-" not in code and "name" in known)


def language_name(code: str) -> str:
    """In the language of the page; an unknown code stands for itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_choices() -> list[tuple[str, str]]:
    return sorted(((code, language_name(code)) for code in language_codes()), key=lambda row: row[1])
