"""The figures of a Signal Sheet as people read them."""

import pytest

from credentials.queries.signals import signal_rows
from credentials.queries.statements import ResultStatement


@pytest.mark.parametrize(
    ("term", "value", "words"),
    [
        ("GuessPass", "0.0000000488 %", "less than 0.01 %"),
        ("GuessPass", "0.01 %", "0.01 %"),
        ("GuessPass", "12.5 %", "12.5 %"),
        ("GuessPass", "0 %", "0 %"),
        ("GuessPass", "unknown", "unknown"),
        ("PassRate", "0.001 %", "0.001 %"),
        ("CutMethod", "comparison", "by comparing groups of people"),
        ("Supervision", "none", "unsupervised"),
        ("Supervision", "In a test centre", "In a test centre"),
    ],
)
def test_values_are_said_in_words(term: str, value: str, words: str) -> None:
    result = ResultStatement(name="From another issuer", value=value, term=term)

    (row,) = signal_rows([result], latest=[result])

    assert (str(row.value), str(row.latest)) == (words, words)
