"""`python -m credentials.stacks`: JSON out, the answer as exit code, and no traceback whatever comes in."""

import io
import json
import runpy
import sys
from decimal import Decimal

import pytest

from credentials.stacks import RULE_SCHEMA, check_proof, parse_rule
from credentials.stacks.command_line import main
from credentials.stacks.json_forms import FormError, facts_from_json, offers_from_json

AT = "2026-06-15T12:00:00+00:00"
RULE = {"at_least": 2, "of": [{"achievement": "a"}, {"achievement": "b"}, {"skill": "s", "level": 2}]}
FIRST = {"credential": "c1", "achievement": "a", "issuer": "i", "awarded_at": "2026-01-01T00:00:00+00:00"}
SECOND = {
    **FIRST, "credential": "c2", "achievement": "z", "skills": {"s": 3}, "credits": 1.5, "hours": 2, "status": "active",
    "valid_until": "2027-01-01T00:00:00+00:00", "evidence": ["e1"],
}  # fmt: skip
OFFERS = [
    {"key": "ob", "achievement": "b", "hours": 3, "prerequisites": ["p"]},
    {"key": "op", "achievement": "p", "hours": 0.5},
    {"key": "os", "achievement": "y", "hours": 4, "skills": {"s": 2}, "issuer": "j", "credits": 1},
]


@pytest.fixture
def run(capsys, tmp_path):
    """Call with values: what is no text is written to a file first."""

    def call(*arguments):
        words = []
        for number, argument in enumerate(arguments):
            file = tmp_path / f"{number}.json"
            if not isinstance(argument, str):
                file.write_text(json.dumps(argument), encoding="utf-8")
            words.append(argument if isinstance(argument, str) else str(file))
        code = main(words)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else err.replace(str(tmp_path), "")

    return call


def test_a_rule_is_said_back_and_a_wrong_one_explained(run):
    assert run("rule", RULE) == (0, {"rule": RULE, "parts": 4, "achievements": ["a", "b"]})
    assert run("rule", {"all": [{"skill": "s"}]}) == (
        1,
        {"problems": [{"at": "/all/0", "code": "missing", "message": "“skill” needs “level”."}]},
    )
    assert run("schema") == (0, RULE_SCHEMA)


def test_a_wallet_is_evaluated_and_its_proof_checked(run):
    wallet = [FIRST, SECOND]
    code, answer = run("evaluate", RULE, wallet, "--at", AT)
    assert (code, answer["satisfied"], answer["headline"], answer["progress"]) == (0, True, "complete", 1.0)
    assert answer["explanation"] == [
        "2 of 3 parts are needed: there",
        "  a: held",
        "  b: still missing",
        "  s at level 2: shown",
    ]
    assert check_proof(parse_rule(RULE), answer["proof"], facts_from_json(wallet), at=parse(AT)) == []
    for proof in (answer, answer["proof"]):
        assert run("check", RULE, wallet, proof, "--at", AT) == (0, {"holds": True, "complaints": []})
    assert run("check", RULE, [FIRST], answer, "--at", AT) == (
        1,
        {"holds": False, "complaints": ["/of/2: the credential 'c2' is not there, or does not count"]},
    )
    assert run("check", RULE, wallet, ["no", "proof"], "--at", AT) == (
        1,
        {"holds": False, "complaints": ["/: this is no proof that a rule is satisfied"]},
    )


def parse(text):
    return facts_from_json([{**FIRST, "awarded_at": text}])[0].awarded_at


def test_the_date_matters_and_a_date_without_zone_is_universal_time(run):
    assert run("evaluate", RULE, [FIRST, SECOND], "--at", "2027-06-15")[1]["headline"] == (
        "1 of 2; any one of: b; s at level 2"
    )
    assert run("evaluate", RULE, [FIRST, SECOND], "--at", "2025-06-15")[0] == 1


def test_a_preview_names_who_would_earn_it(run):
    wallets = {"ada": [FIRST, SECOND], "bo": [FIRST], "cy": []}
    expected = {"total": 3, "earning": ["ada"], "progress": {"ada": 1.0, "bo": 0.5, "cy": 0.0}}
    assert run("preview", RULE, wallets, "--at", AT) == (0, expected)
    assert run("preview", RULE, {"cy": []}, "--at", AT)[0] == 1


def test_the_cheapest_route(run):
    code, answer = run("route", RULE, OFFERS, "--wallet", [FIRST], "--at", AT)
    assert (code, answer["hours"]) == (0, 3.5)
    assert answer["route"] == [
        {"key": "op", "achievement": "p", "hours": 0.5},
        {"key": "ob", "achievement": "b", "hours": 3.0},
    ]
    assert run("route", {"achievement": "q"}, OFFERS, "--at", AT) == (1, {"route": None})
    many = [{"key": str(n), "achievement": str(n), "hours": n + 0.1, "credits": n} for n in range(1, 40)]
    assert run("route", {"credits": 10}, many, "--effort", "0") == (
        2,
        "error: No exact answer with an effort of 0.\n",
    )


def test_standard_input_is_a_file_too(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(RULE).encode())))
    assert run("rule", "-")[0] == 0


@pytest.mark.parametrize(
    ("wallet", "words"),
    [
        ({}, "/: This is a list, not dict."),
        ([5], "/0: This is an object, not int."),
        ([{**FIRST, "achievement": ""}], "/0/achievement: This is a text."),
        ([{key: FIRST[key] for key in FIRST if key != "issuer"}], "/0/issuer: This is a text."),
        ([{**FIRST, "awarded_at": "soon"}], "/0/awarded_at: This is a date and time with a zone (ISO 8601)."),
        ([{**FIRST, "awarded_at": "2026-01-01"}], "/0: awarded_at of 'c1' has no time zone."),
        ([{**FIRST, "status": "lost"}], "/0/status: This is one of active, suspended, revoked, superseded."),
        ([{**FIRST, "status": []}], "/0/status: This is one of active, suspended, revoked, superseded."),
        ([{**FIRST, "skills": {"s": 6}}], "/0/skills: This is an object of skills with levels from 1 to 5."),
        (
            [{**FIRST, "skills": {"s": True}}],
            "/0/skills: This is an object of skills with levels from 1 to 5.",
        ),
        ([{**FIRST, "skills": ["s"]}], "/0/skills: This is an object of skills with levels from 1 to 5."),
        ([{**FIRST, "credits": "1"}], "/0/credits: This is a number."),
        ([{**FIRST, "credits": True}], "/0/credits: This is a number."),
        (
            [{**FIRST, "credits": float("nan")}],
            "/0: Credits of 'c1' must be from 0 to 10000 with at most three decimals, not NaN.",
        ),
        ([{**FIRST, "evidence": "e"}], "/0/evidence: This is a list, not str."),
        ([{**FIRST, "evidence": [1]}], "/0/evidence: This is a list of texts."),
        ([{**FIRST, "colour": "blue"}], "/0/colour: There is no such field."),
    ],
)
def test_a_wallet_that_is_none_is_wrong_use_with_its_place(run, wallet, words):
    assert run("evaluate", RULE, wallet) == (2, f"error: /2.json: {words}\n")


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        ([{"key": "o", "achievement": "a"}], "/0/hours: This is a number."),
        (
            [{"key": "o", "achievement": "a", "hours": -1}],
            "/0: The hours of 'o' must be a number from 0 to 1000000, not -1.0.",
        ),
        (  # the search counts in floating point, and would lose such a course
            [{"key": "o", "achievement": "a", "hours": 1e300}],
            "/0: The hours of 'o' must be a number from 0 to 1000000, not 1e+300.",
        ),
        (
            [{"key": "o", "achievement": "a", "hours": 10**400}],
            "/0: The hours of 'o' must be a number from 0 to 1000000, not inf.",
        ),
        ([{"achievement": "a", "hours": 1}], "/0/key: This is a text."),
        ([{"key": "o", "achievement": "a", "hours": 1, "issuer": 3}], "/0/issuer: This is a text."),
        (
            [{"key": "o", "achievement": "a", "hours": 1, "prerequisites": "b"}],
            "/0/prerequisites: This is a list, not str.",
        ),
    ],
)
def test_offers_that_are_none_are_refused_with_their_place(offers, words):
    with pytest.raises(FormError) as caught:
        offers_from_json(offers)
    assert str(caught.value) == words


def test_what_is_left_out_has_its_default():
    [fact] = facts_from_json([{**FIRST, "valid_until": None}])
    [offer] = offers_from_json([{"key": "o", "achievement": "a", "hours": 1}])
    assert (fact.credits, fact.skills, fact.evidence, fact.status, fact.valid_until) == (
        0,
        {},
        set(),
        "active",
        None,
    )
    assert (offer.issuer, offer.credits, offer.prerequisites) == ("", Decimal(0), frozenset())


def test_wallets_of_a_preview_are_named_in_complaints(run):
    assert run("preview", RULE, [FIRST]) == (2, "error: Wallets are an object: name → list of credentials.\n")
    assert run("preview", RULE, {"ada": 5}) == (2, "error: ada: /: This is a list, not int.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rule", "nowhere"], "No such file"),
        (["evaluate", "a", "b", "--at", "soon"], "is not a date and time"),
        (["evaluate", "a"], "wallet"),
        (["unknown"], "invalid choice"),
        ([], "COMMAND"),
    ],
)
def test_wrong_use_says_what_is_wrong(capsys, arguments, words):
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert (code, words in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b"1" * 5000])
def test_what_is_no_json_is_wrong_use(run, tmp_path, content):
    file = tmp_path / "rule"
    file.write_bytes(content)
    code, words = run("rule", str(file))
    assert (code, words.startswith("error: /rule is no JSON: ")) == (2, True)


def test_a_name_that_stands_twice_in_one_object_is_refused(run, tmp_path):
    file = tmp_path / "rule"
    file.write_text('{"achievement": "a", "achievement": "b"}', encoding="utf-8")
    assert run("rule", str(file)) == (
        2,
        "error: /rule is no JSON: 'achievement' stands twice in one object\n",
    )


@pytest.mark.parametrize(("name", "encoding"), [("\ud800", "utf-8"), ("Prüfung …", "ascii")])
def test_what_standard_output_cannot_carry_is_escaped(monkeypatch, tmp_path, name, encoding):
    file, out = tmp_path / "rule", io.BytesIO()
    file.write_text(json.dumps({"achievement": name}), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
    code = main(["rule", str(file)])
    sys.stdout.flush()
    assert (code, json.loads(out.getvalue())["achievements"]) == (0, [name])


def test_a_file_of_many_megabytes_is_not_read(run, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(64_000_001)
    assert run("rule", str(large)) == (2, "error: /large has more than 64000000 bytes.\n")


@pytest.mark.parametrize(
    ("more", "words"), [(0, "- is no JSON"), (1, "Standard input has more than 64000000 bytes.")]
)
def test_nor_is_as_much_of_standard_input(run, monkeypatch, more, words):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(64_000_000 + more))))
    code, said = run("rule", "-")
    assert (code, words in said) == (2, True)


def test_it_is_a_module_to_run(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["credentials.stacks", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("credentials.stacks", run_name="__main__")
    assert (ended.value.code, "Exit codes" in capsys.readouterr().out) == (0, True)
