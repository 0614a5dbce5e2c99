"""What the machine must have besides Python packages, each missing thing in one sentence.

python -m portal.development.preflight [browser]
"""

import os
import shutil
import sys

PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def missing_for_documents() -> str | None:
    """What WeasyPrint lacks to render certificates, or None. Imports it: only that tells the truth."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return (
            "Certificates need the library Pango: install it with "
            f"`apt-get install {' '.join(PANGO_PACKAGES)}` (Debian, Ubuntu) or `brew install pango` (macOS)."
        )
    return None


def missing_for_browser_tests() -> str | None:
    """What the browser tests lack, or None."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in CHROMIUM_NAMES):
        return None
    return (
        "The browser tests need Chromium: install it with `apt-get install chromium`, or name it in CHROMIUM."
    )


def main(arguments: list[str]) -> int:
    """Print each missing thing; the exit code says whether there was one."""
    checks = [missing_for_documents, *([missing_for_browser_tests] if "browser" in arguments else [])]
    problems = [problem for check in checks if (problem := check())]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
