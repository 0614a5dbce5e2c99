"""Open Badges from a shell: `python -m credentials.openbadges verify|sign|bake|extract …`.

Exit codes: 0 valid (or done), 1 invalid, 2 wrong use or unreadable input, 3 not everything could be checked.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from credentials.openbadges.baking import bake_png, bake_svg, detect, extract
from credentials.openbadges.errors import DocumentUnavailable, InvalidDocument, OpenBadgesError
from credentials.openbadges.isolated import verify_isolated
from credentials.openbadges.jose import P256Key, sign_jwt
from credentials.openbadges.keys import SigningKey, decode_multikey
from credentials.openbadges.report import LoadedDocument, Loader, Outcome
from credentials.openbadges.sign import sign_credential
from credentials.openbadges.strict_json import loads
from credentials.openbadges.text import parse_time

EXITS = {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.NOT_CHECKED: 3}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (OpenBadgesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def directory_loader(folder: Path | None) -> Loader:
    """A loader of files: `https://host/a/b?c` is `host/a/b?c` or, in one folder, `host_a_b_c` (with .json or
    not).

    The file's own date is the moment that it speaks for.
    """

    def load(url: str) -> LoadedDocument:
        rest = re.sub(r"^https?://", "", url)
        flat = re.sub(r"[^A-Za-z0-9.-]+", "_", rest).strip("_")
        for name in (rest, f"{rest}.json", flat, f"{flat}.json"):
            file = (folder / name).resolve() if folder else None
            if file and folder and file.is_relative_to(folder.resolve()) and file.is_file():
                at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                return LoadedDocument(content=file.read_bytes(), media_type="application/json", fetched_at=at)
        raise DocumentUnavailable(f"{url} is not among the documents at hand")

    return load


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
        for step in report.steps:
            source = f"  [{step.against}]" if step.against else ""
            moment = f"  as of {step.as_of:%Y-%m-%d %H:%M %Z}" if step.as_of else ""
            print(f"{step.outcome.value.replace('_', ' '):<15} {step.name:<11} {step.reason}{source}{moment}")
        print(report.verdict.value.replace("_", " ").upper())
    return EXITS[report.verdict]


def _sign(options: argparse.Namespace) -> int:
    document = loads(_read(options.file))
    if not isinstance(document, dict):
        raise InvalidDocument("a credential is a JSON object")
    kind, raw = decode_multikey(options.key.read_text().strip())
    if kind == "p256-priv":
        print(sign_jwt(document, P256Key(raw), kid=options.method))
        return 0
    key = SigningKey.from_multikey(options.key.read_text().strip())
    at = options.at or datetime.now(UTC)
    signed = sign_credential(document, key, verification_method=options.method, created=at)
    print(json.dumps(signed, ensure_ascii=False, indent=2))
    return 0


def _bake(options: argparse.Namespace) -> int:
    picture, credential = _read(options.picture), _read(options.credential).decode().strip()
    bakers = {"png": bake_png, "svg": bake_svg}
    kind = detect(picture)
    if kind not in bakers:
        raise InvalidDocument("a badge is baked into a PNG or an SVG")
    options.output.write_bytes(bakers[kind](picture, credential))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m credentials.openbadges", description=(__doc__ or "").split("\n")[0]
    )
    commands: Any = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="check a credential in JSON, JWS, PNG, SVG or PDF")
    verify.add_argument("file", type=Path)
    verify.add_argument("--documents", type=Path, help="folder with did.json, status lists and schemas")
    verify.add_argument("--at", type=_time, help="the moment to verify for (now)")
    verify.add_argument("--recipient", help="an e-mail address to compare with the hashed one")
    verify.add_argument("--timeout", type=float, default=10.0, help="seconds (10)")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.set_defaults(run=_verify)
    sign = commands.add_parser(
        "sign", help="sign a credential; the kind of key decides: Ed25519 or P-256 (VC-JWT)"
    )
    sign.add_argument("file", type=Path)
    sign.add_argument("--key", type=Path, required=True, help="file with the secret key as a Multikey")
    sign.add_argument("--method", required=True, help="the key's public id: did:web:…#key-1")
    sign.add_argument("--at", type=_time, help="the proof's time (now)")
    sign.set_defaults(run=_sign)
    bake = commands.add_parser("bake", help="put a signed credential into a PNG or SVG")
    bake.add_argument("picture", type=Path)
    bake.add_argument("credential", type=Path)
    bake.add_argument("output", type=Path)
    bake.set_defaults(run=_bake)
    extracted = commands.add_parser("extract", help="print the credential inside a PNG, SVG or PDF")
    extracted.add_argument("file", type=Path)
    extracted.set_defaults(run=_extract)
    return parser


if __name__ == "__main__":  # pragma: no cover - `main` is what is tested
    sys.exit(main())
