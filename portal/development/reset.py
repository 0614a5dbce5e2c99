"""`make reset`: stop what runs from this checkout and forget its data, `.local/`."""

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path

from .children import say
from .errors import DevelopmentError
from .processes import wait_until_gone
from .run import ROOT, stop_leftovers
from .services import Services

# A supervisor stops its worker, the slowest of its children, within half of this.
SUPERVISOR_SECONDS = 45


def reset(home: Path) -> None:
    """Stop the supervisor and whoever else uses the services of `home`, and these; remove the folder."""
    if not home.exists():
        return
    for services in (Services(home), Services(home / "test")):
        if not (services.home / "services.json").exists():
            continue
        for holder in services.holders():
            with contextlib.suppress(ProcessLookupError):
                os.kill(holder.pid, signal.SIGTERM)
            if not wait_until_gone(holder, seconds=SUPERVISOR_SECONDS):
                raise DevelopmentError(f"Process {holder.pid} uses the data and does not stop: end it first.")
    stop_leftovers(home)
    for services in (Services(home), Services(home / "test")):
        if (services.home / "services.json").exists():
            services.stop()
    shutil.rmtree(home)
    say("cairn", f"forgot {home}")


def main() -> int:
    """Reset the checkout that this file belongs to."""
    try:
        reset(ROOT / ".local")
    except DevelopmentError as problem:
        say("cairn", str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
