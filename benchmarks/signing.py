"""Credentials per CPU second, signed and verified: plain path, award templates, PyLD, and Node beside them.

`python -m benchmarks.signing [--count N] [--profile]`. The same full credential for all, in one run.
"""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import json
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from credentials.openbadges import AwardTemplates, compose_credential, contexts, sign_credential
from credentials.openbadges.linked_data import canonical_lines
from tests.credentials.openbadges.node import ask
from tests.credentials.openbadges.world import DID, DID_URL, ISSUED, KEY, METHOD, World, full, signed


def rate(work: Callable[[int], object], count: int) -> float:
    """Runs per second of processor time."""
    work(0)
    before = time.process_time()
    for number in range(count):
        work(number)
    return count / (time.process_time() - before)


def pyld_signing() -> Callable[[int], object]:
    """The same signature by PyLD, with parsed contexts in its cache."""

    def load(url: str, _options: object) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": contexts.bundled(url)}}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    document = compose_credential(full())

    def sign(_number: int) -> object:
        lines = jsonld.normalize(document, options)
        return KEY.sign(hashlib.sha256(lines.encode()).digest())

    return sign


def node(count: int) -> dict[str, float]:
    """Digital Bazaar's libraries, signing and verifying."""
    world = World()
    request = {
        "documents": {DID: world.documents[DID_URL]},
        "benchmark": {
            "credential": compose_credential(full()),
            "secret": KEY.secret_multikey,
            "publicKey": KEY.multikey,
            "method": METHOD,
            "controller": DID,
            "count": count,
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        return dict(ask(request, Path(folder))["benchmark"])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--profile", action="store_true", help="where the time of the template path goes")
    options = parser.parse_args()
    count = options.count
    documents = [compose_credential(full(number)) for number in range(count)]
    templates, world, text = AwardTemplates(), World(), json.dumps(signed())
    given: dict[str, Any] = {"verification_method": METHOD, "created": ISSUED}
    figures = {
        "sign, award template": rate(
            lambda n: sign_credential(documents[n], KEY, templates=templates, **given), count
        ),
        "sign, plain path": rate(lambda n: sign_credential(documents[n], KEY, **given), count // 4),
        "sign, PyLD (statements only)": rate(pyld_signing(), count // 10),
        "verify, all steps": rate(lambda _: world.verify(text), count // 4),
        "verify, award template": rate(lambda _: world.verify(text, templates=templates), count),
    }
    print(f"full credential of {len(canonical_lines(documents[0]))} statements; per CPU second")
    try:
        peer = node(max(20, count // 8))
        figures |= {"sign, Node": peer["signing"], "verify, Node": peer["verifying"]}
    except pytest.skip.Exception as reason:
        print(f"Node: not measured ({reason})")
        peer = {}
    for name, figure in figures.items():
        beside = peer.get("verifying" if name.startswith("verify") else "signing")
        ratio = f"  {figure / beside:5.1f} × Node" if beside else ""
        print(f"{name:<30} {figure:8.0f}{ratio}")
    if options.profile:
        profile = cProfile.Profile()
        profile.enable()
        for document in documents:
            sign_credential(document, KEY, templates=templates, **given)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main()
