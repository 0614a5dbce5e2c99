"""The transparency log: appending, proving and checking at a million entries, beside the package aics-tlog.

    python -m benchmarks.log [ENTRIES]

The aim is a proof in under a millisecond at a million entries, and an append that does not grow with the log.
"""

import hashlib
import random
import statistics
import sys
import time

import aics_tlog

from credentials.log import MemoryTiles, MerkleLog, verify_inclusion

PROOFS = 2000


def commitment(index: int) -> bytes:
    """Make something of an entry's size."""
    return hashlib.sha256(b"%d" % index).digest()


def spread(label: str, runs: list[float]) -> None:
    """Print median, 99th percentile and worst in microseconds."""
    runs = sorted(runs)
    figures = {"median": statistics.median(runs), "p99": runs[int(len(runs) * 0.99)], "worst": runs[-1]}
    print(f"{label:<44} " + "   ".join(f"{name} {value * 1e6:8.1f} µs" for name, value in figures.items()))


def clocked(work: object, *arguments: object) -> tuple[object, float]:
    """Run and take the wall time in seconds."""
    start = time.perf_counter()
    result = work(*arguments)  # type: ignore[operator]
    return result, time.perf_counter() - start


def main(count: int) -> None:
    """Print the figures."""
    rng = random.Random(7)
    log = MerkleLog(MemoryTiles())
    _, seconds = clocked(log.append, (commitment(i) for i in range(count)))
    print(f"append {count:,} in one go: {seconds:.2f} s, {count / seconds:,.0f} a second")
    indices = [rng.randrange(count) for _ in range(PROOFS)]
    proofs = [clocked(log.inclusion_proof, index) for index in indices]
    spread(f"inclusion proof among {count:,}", [seconds for _, seconds in proofs])
    cold = [clocked(MerkleLog(log.store, count).inclusion_proof, index)[1] for index in indices[:300]]
    spread("… with nothing remembered", cold)
    root = log.root()
    checks = [
        clocked(verify_inclusion, commitment(index), index, count, root, proof)
        for index, (proof, _) in zip(indices, proofs, strict=True)
    ]
    assert all(good for good, _ in checks)
    spread("check an inclusion proof", [seconds for _, seconds in checks])
    spread("consistency proof", [clocked(log.consistency_proof, index + 1)[1] for index in indices])
    reader = aics_tlog.MemoryTileReader(dict(log.store.tiles))  # type: ignore[attr-defined]
    theirs = [clocked(aics_tlog.inclusion_proof_from_tiles, reader, index, count) for index in indices[:5]]
    assert [proof for proof, _ in theirs] == [proof for proof, _ in proofs[:5]]
    spread("aics-tlog: the same inclusion proof", [seconds for _, seconds in theirs])
    for size in (1000, 30_000, count):
        grown = MerkleLog(MemoryTiles())
        grown.append(commitment(i) for i in range(size))
        runs = [clocked(grown.append, [commitment(i)])[1] for i in range(600)]
        spread(f"append one to {size:,}", runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
