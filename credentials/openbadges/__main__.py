"""Open Badges from a shell: `python -m credentials.openbadges key|sign|bake|extract|verify …`.

Exit codes: 0 valid (or done), 1 invalid, 2 wrong use or unreadable input, 3 not everything could be checked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from credentials.openbadges.baking import bake, extract
from credentials.openbadges.did import PublishedKey, did_document, did_web, did_web_url, published_keys
from credentials.openbadges.documents import directory_loader
from credentials.openbadges.errors import InvalidDocument, KeyFormatError, OpenBadgesError
from credentials.openbadges.isolated import verify_isolated
from credentials.openbadges.jose import COMPACT, P256Key, sign_jwt
from credentials.openbadges.keys import SigningKey, decode_multikey
from credentials.openbadges.report import Outcome, Report
from credentials.openbadges.sign import sign_credential
from credentials.openbadges.strict_json import loads
from credentials.openbadges.text import parse_time

EXITS = {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.NOT_CHECKED: 3}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (OpenBadgesError, OSError, UnicodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _verify(options: argparse.Namespace) -> int:
    report = verify_isolated(
        _read(options.file),
        loader=directory_loader(options.documents),
        at=options.at or datetime.now(UTC),
        recipient_email=options.recipient,
        timeout=options.timeout,
    )
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_printable(line) for line in _lines(report)))
        print(_word(report.verdict).upper())
    return EXITS[report.verdict]


def _lines(report: Report, indent: str = "") -> Iterator[str]:
    for step in report.steps:
        source = f"  [{step.against}]" if step.against else ""
        moment = step.as_of or report.at
        said = f"{indent}{_word(step.outcome):<15} {step.name:<12} {step.reason}{source}"
        yield f"{said}  as of {moment:%Y-%m-%d %H:%M %Z}"
    for part in report.parts:
        yield f"{indent}  {part.place}: {_word(part.verdict)}"
        yield from _lines(part, f"{indent}    ")


def _word(outcome: Outcome) -> str:
    return outcome.value.replace("_", " ")


def _printable(text: str) -> str:
    """Without what a terminal might obey: the report quotes what strangers wrote."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _key(options: argparse.Namespace) -> int:
    did = options.issuer if options.issuer.startswith("did:web:") else did_web(options.issuer)
    did_web_url(did)
    secret = os.urandom(32)
    key = SigningKey(secret) if options.kind == "ed25519" else P256Key(secret)
    kept = published_keys(loads(_read(options.beside))) if options.beside else []
    document = did_document(did, [*kept, PublishedKey(fragment=options.name, multikey=key.multikey)])
    # Made for its owner alone, and never over another key.
    descriptor = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.secret_multikey + "\n")
    print(json.dumps(document, indent=2))
    return 0


def _sign(options: argparse.Namespace) -> int:
    document = loads(_read(options.file))
    if not isinstance(document, dict):
        raise InvalidDocument("a credential is a JSON object")
    secret = options.key.read_text().strip()
    kind, raw = decode_multikey(secret)
    if kind == "p256-priv":
        print(sign_jwt(document, P256Key(raw), kid=options.method))
        return 0
    if kind != "ed25519-priv":
        wrong = (
            "a public key; a secret one signs"
            if kind.endswith("-pub")
            else "a key of P-384, which only verifies"
        )
        raise KeyFormatError(f"{options.key} holds {wrong}")
    at = options.at or datetime.now(UTC)
    signed = sign_credential(document, SigningKey(raw), verification_method=options.method, created=at)
    print(json.dumps(signed, ensure_ascii=False, indent=2))
    return 0


def _bake(options: argparse.Namespace) -> int:
    credential = _read(options.credential).decode("utf-8-sig").strip()
    baked = bake(_read(options.picture), credential)
    if not COMPACT.fullmatch(credential) and not loads(credential).get("proof"):
        raise InvalidDocument(
            f"{options.credential} is not signed: nobody could verify the badge; sign it first"
        )
    options.output.write_bytes(baked)
    return 0


def _extract(options: argparse.Namespace) -> int:
    print(extract(_read(options.file)))
    return 0


def _read(path: Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


def _time(text: str) -> datetime:
    at = parse_time(text)
    if at is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-11-21T09:30:00Z")
    return at


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to an hour")
    return seconds


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m credentials.openbadges",
        description="Open Badges 3.0: make a key, sign, bake, extract and verify; without the network.",
        epilog="Exit codes: 0 valid (or done), 1 invalid, 2 wrong use or unreadable input, "
        "3 not everything could be checked. A file named - is standard input.",
    )
    commands: Any = parser.add_subparsers(required=True, metavar="COMMAND")
    key = commands.add_parser("key", help="make a key: the secret into a file, did.json on standard output")
    key.add_argument("file", type=Path, help="where the secret goes; must not be there yet")
    key.add_argument("--issuer", required=True, help="the issuer's address or did:web")
    key.add_argument("--name", default="key-1", help="the key's name, never to be used again (key-1)")
    key.add_argument("--beside", type=Path, help="did.json so far, whose keys stay in the new one")
    key.add_argument(
        "--kind", choices=["ed25519", "p256"], default="ed25519", help="ed25519 (default), or p256 for VC-JWT"
    )
    key.set_defaults(run=_key)
    sign = commands.add_parser("sign", help="sign a credential; the kind of key decides how")
    sign.add_argument("file", type=Path, help="the credential without a proof, in JSON")
    sign.add_argument("--key", type=Path, required=True, help="file with the secret key as a Multikey")
    sign.add_argument("--method", required=True, help="the key's public id: did:web:…#key-1")
    sign.add_argument("--at", type=_time, help="the proof's time (now)")
    sign.set_defaults(run=_sign)
    baked = commands.add_parser("bake", help="put a signed credential into a PNG, SVG or PDF")
    baked.add_argument("picture", type=Path)
    baked.add_argument("credential", type=Path)
    baked.add_argument("output", type=Path)
    baked.set_defaults(run=_bake)
    extracted = commands.add_parser("extract", help="print the credential inside a PNG, SVG or PDF")
    extracted.add_argument("file", type=Path)
    extracted.set_defaults(run=_extract)
    verify = commands.add_parser("verify", help="check a credential in JSON, JWS, PNG, SVG or PDF")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--documents", type=_folder, help="folder with did.json, status lists and schemas, as host/path"
    )
    verify.add_argument("--at", type=_time, help="the moment to verify for (now)")
    verify.add_argument("--recipient", help="an e-mail address to compare with the hashed one")
    verify.add_argument("--timeout", type=_seconds, default=10.0, help="seconds (10)")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.set_defaults(run=_verify)
    return parser


if __name__ == "__main__":
    sys.exit(main())
