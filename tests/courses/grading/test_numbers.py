from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, item_to_data, parse_item, right_answer
from courses.grading.numbers import decimal_comma, parse_number, split_unit, written_number

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
    ("١٬٢٣٤٫٥", "1234.5", "1234.5"),
    ("١٬٢٣٤", "1234", "1234"),
    ("٣٫٥٠٠", "3.500", "3.500"),
    ("1,234٫5", "1234.5", "1234.5"),
    ("1٬234.5", "1234.5", "1234.5"),
    ("\u200f٣،٥", "3.5", "3.5"),
    ("३.५", "3.5", "3.5"),
    ("３．５", "3.5", "3.5"),
    ("12,34,567.89", "1234567.89", "1234567.89"),
    ("1,00,000", "100000", "100000"),
    ("1’234’567,5", "1234567.5", "1234567.5"),
    ("0.123 456", "0.123456", "0.123456"),
    ("- 5", "-5", "-5"),
    ("–5", "-5", "-5"),
    ("10^3", "1000", "1000"),
    ("-10^-3", "-0.001", "-0.001"),
    ("1.5·10³", "1500", "1500"),
    ("1,5 × 10⁻³", "0.0015", "0.0015"),
    ("2*10**3", "2000", "2000"),
    ("2*100", None, None),
    ("2 x 103", None, None),
    ("110^3", None, None),
    ("10^", None, None),
    ("5 10³", None, None),
    ("3²", None, None),
    ("1,2٫3٬4", None, None),
    ("٣٫٥٫٢", None, None),
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
        ("en-GB", False),
        ("de-Latn-CH", False),
        ("sr-Latn-RS", True),
        ("es-419", False),
        ("ar", False),
        ("ar-MA", True),
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
        ("1,5·10³ m²", ("1,5·10³", "m²")),
        ("10^3 m", ("10^3", "m")),
        ("− 5 °C", ("− 5", "°C")),
        ("5'", ("5", "'")),
        ("1 000 m", ("1 000", "m")),
        ("12 %", ("12", "%")),
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


def test_a_long_number_is_parted_from_its_unit():
    written = f"1{'0' * 50}.{'0' * 10}5"
    item = parse_item(
        {
            "key": "k",
            "prompt": "p",
            "type": "numerical",
            "answers": [{"value": written}],
            "units": [{"unit": "m", "factor": 1}],
        }
    )
    assert grade(item, f"{written} m").response == {"value": written, "unit": "m"}
    assert grade(item, f"{written} m").state == "right"


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


DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False).filter(
    lambda number: len(str(number)) < 60 and abs(number.adjusted()) < 300
)


@given(DECIMALS, st.sampled_from(["en", "de", "fr-CH", "ar", "hi"]))
def test_a_number_we_write_is_the_same_in_every_language(number, locale):
    assert parse_number(written_number(number), locale) == number


@given(DECIMALS, st.sampled_from(["en", "de"]))
def test_the_right_number_is_right_in_every_language(number, locale):
    item = parse_item(
        {"key": "k", "prompt": "p", "type": "numerical", "answers": [{"value": str(number)}], "mark": "2.50"}
    )
    assert parse_item(item_to_data(item)) == item
    found = right_answer(item)
    assert grade(item, found.response, locale=locale).state == "right"


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ([{"value": "9.810"}], "9.8100"),
        ([{"low": 1, "high": 2}], "1.5"),
        ([{"low": 3, "low_open": True}], "4"),
        ([{"high": 3}], "3"),
        ([{"value": "*"}], "0"),
        ([{"value": 4, "weight": 0.5}, {"low": 3}], "3"),
        ([{"low": 0, "high": 9, "weight": 0.5}, {"low": 0, "high": 10}], "10"),
        ([{"low": 0, "high": 9, "weight": 0.5}, {"low": 0, "high": 10, "high_open": True}], "9.5"),
        ([{"value": 2, "tolerance": 3, "tolerance_type": "geometric"}], "2"),
        ([{"low": 1, "high": 3, "weight": 0.5}, {"value": 2, "tolerance": "0.5", "tolerance_type": "geometric"},
          {"value": 5, "tolerance": 2, "tolerance_type": "geometric"}], "5"),
        ([{"low": "0.5", "high": 9, "weight": 0.5}, {"value": 1, "tolerance": 2, "tolerance_type": "geometric"}],
         "0.41666666666666666667"),
    ],
)  # fmt: skip
def test_the_right_number_to_show_earns_the_whole_mark(answers, value):
    item = parse_item({"key": "k", "prompt": "p", "type": "numerical", "answers": answers})
    assert right_answer(item).response == {"value": value, "unit": ""}
    assert grade(item, value, locale="de").state == "right"


def test_a_number_longer_than_a_response_has_no_right_answer_to_show():
    item = parse_item({"key": "k", "prompt": "p", "type": "numerical", "answers": [{"value": "1" * 90}]})
    assert right_answer(item).response is None
