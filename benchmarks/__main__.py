"""Run the benchmarks one after the other: `python -m benchmarks [NAME…]`, or `make bench ARGS="NAME…"`.

Each program beside this file prints its own table and can be run alone with `python -m benchmarks.NAME`.
Nothing here passes or fails by time; a program that breaks is reported, and the exit code says so.
"""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from portal.development.errors import DevelopmentError
from portal.development.services import running_services

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent


def programs() -> list[str]:
    """The names of the benchmarks, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def _machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, load {load}"
    )


def main(arguments: list[str]) -> int:
    """Run what was named, or everything; return how many broke."""
    names = arguments or programs()
    unknown = sorted(set(names) - set(programs()))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(programs())}.")
        return 2
    broken = []
    with running_services(ROOT / ".local" / "bench") as addresses:
        environment = {
            "CAIRN_DEBUG": "true",
            "LOG_LEVEL": "WARNING",
            **os.environ,
            **addresses.as_environment(),
        }
        environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        for name in names:
            print(f"\n## {name} ({_machine()})\n", flush=True)
            began = time.monotonic()
            command = [sys.executable, "-m", f"benchmarks.{name}"]
            code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            if code != 0:
                broken.append(name)
            print(f"\n{name}: {time.monotonic() - began:.1f} s, exit code {code}", flush=True)
    if broken:
        print(f"\nBroken: {', '.join(broken)}")
    return min(len(broken), 1)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DevelopmentError as problem:
        sys.exit(str(problem))
