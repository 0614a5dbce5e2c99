from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, parse_item
from courses.grading.numbers import decimal_comma, parse_number, split_unit

NUMBERS = [
    ("3,5", "3.5", "3.5"),
    ("1,234", "1234", "1.234"),
    ("1.234", "1.234", "1234"),
    ("1,234.5", "1234.5", "1234.5"),
    ("1.234,5", "1234.5", "1234.5"),
    ("1,234,567", "1234567", "1234567"),
    ("1.234.567", "1234567", "1234567"),
    ("−3.5", "-3.5", "-3.5"),
    ("+7", "7", "7"),
    ("1.5e3", "1500", "1500"),
    ("1,5·10^3", "1500", "1500"),
    ("2 x 10^(-3)", "0.002", "0.002"),
    ("1 234,5", "1234.5", "1234.5"),
    ("1\u202f234\u202f567", "1234567", "1234567"),
    ("1'234.5", "1234.5", "1234.5"),
    ("٣٫٥", "3.5", "3.5"),
    ("0,500", "0.500", "0.500"),
    (".5", "0.5", "0.5"),
    ("5.", "5", "5"),
    ("1,2,3", None, None),
    ("1.2.3", None, None),
    ("1.234,5.6", None, None),
    ("1,23.4", None, None),
    ("1,2.3,4", None, None),
    ("1,234,567.1.2", None, None),
    ("12 34", None, None),
    ("abc", None, None),
    ("", None, None),
    ("1e", None, None),
    ("1e999", None, None),
    ("1/2", None, None),
    ("9" * 65, None, None),
]


@pytest.mark.parametrize(("text", "english", "german"), NUMBERS)
def test_a_number_is_read_as_its_language_writes_it(text, english, german):
    assert parse_number(text, "en") == (None if english is None else Decimal(english))
    assert parse_number(text, "de") == (None if german is None else Decimal(german))


@pytest.mark.parametrize(
    ("locale", "comma"),
    [
        ("en", False),
        ("de", True),
        ("de-CH", False),
        ("pt_BR", True),
        ("es-MX", False),
        ("en-ZA", True),
        ("ja", False),
    ],
)
def test_regions_may_differ_from_their_language(locale, comma):
    assert decimal_comma(locale) is comma


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("9,81 m", ("9,81", "m")),
        ("9.81m/s^2", ("9.81", "m/s^2")),
        ("5 eV", ("5", "eV")),
        ("3e5 m", ("3e5", "m")),
        ("m", ("m", "")),
    ],
)
def test_a_unit_is_taken_off(text, apart):
    assert split_unit(text) == apart


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_written_decimal_is_read_back_in_both_languages(number):
    text = f"{number:f}" if number % 1 else str(int(number))
    if number % 1:
        assert parse_number(text.replace(".", ",") + "0", "de") == number
        assert parse_number(text + "0", "en") == number


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    number = parse_number(text, "de")
    assert number is None or number.is_finite()


def test_the_learners_language_decides_about_a_point():
    item = parse_item({"key": "k", "prompt": "p", "type": "numerical", "answers": [{"value": 1234}]})
    assert grade(item, "1.234", locale="de").state == "right"
    assert grade(item, "1.234", locale="en").state == "wrong"


@given(st.text("0123456789.,eE+- '", max_size=12))
def test_the_language_decides_the_value_never_whether_it_is_a_number(text):
    assert (parse_number(text, "en") is None) == (parse_number(text, "de") is None)
