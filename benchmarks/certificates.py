"""Certificates for each second of processor time in one process, beside WeasyPrint used plainly.

    python -m benchmarks.certificates

Both sides print the same page with the same fonts as PDF/A-3a with the JSON attached. The plain side makes
its font configuration, style sheet and fetcher for each document, from the whole variable fonts, as a first
program would. Aim: at least 2.4 times as many. Left out on both sides: importing, and our one-time cutting of
fonts.
"""

# ruff: noqa: E402 - Django is set up before its models are imported
import cProfile
import datetime
import json
import os
import pstats
import statistics
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("CAIRN_DEBUG", "true")

import django

django.setup()

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from credentials import openbadges
from credentials.models import Credential
from credentials.services import certificate
from portal.fonts import font_files

TURNS = 5
AT = datetime.datetime(2026, 10, 4, 8, tzinfo=datetime.UTC)
NAMES = {"SourceSerif4": ("Cairn Serif", "Cairn Display"), "SourceSans3": ("Cairn Sans",)}


def sample(number: int) -> Credential:
    """A signed credential with criteria, two skills, a score and a Signal Sheet; nothing is stored."""
    base = "https://cairn.example/achievements/medication-safety/"
    skills = tuple(
        openbadges.SkillClaims(
            uri=f"https://cairn.example/skills/{n}", name=name, level=n, level_name="Works alone"
        )
        for n, name in ((2, "Medicines safety"), (3, "Dose calculation"))
    )
    score = openbadges.ResultDescriptionClaims(
        id=f"{base}#score", name="Score", result_type="Percent", required_value="70"
    )
    claims = openbadges.CredentialClaims(
        id=f"https://cairn.example/credentials/{uuid.UUID(int=number)}/",
        name="Medication Safety",
        issuer=openbadges.IssuerClaims(id="did:web:cairn.example:issuers:ridge", name="Ridge School of Care"),
        achievement=openbadges.AchievementClaims(
            id=base,
            name="Medication Safety",
            description="Gives medicines safely in everyday care.",
            criteria="Pass the assessment:\n\n- twelve items\n- at least 70 per cent\n- within 30 minutes",
            skills=skills,
            result_descriptions=(score,),
            micro_credential=openbadges.MicroCredentialClaims(hours=1.5, eqf_level=3, participation="Online"),
            language="en",
        ),
        subject=openbadges.SubjectClaims(
            name=f"Learner Number {number}",
            results=(openbadges.ResultClaims(description_id=f"{base}#score", value="87.5"),),
        ),
        valid_from=AT,
        signal_sheet=openbadges.SignalSheetClaims(
            assessed=214, pass_rate=0.71, guess_pass=0.003, pool_size=40
        ),
    )
    signed = openbadges.sign_credential(
        openbadges.compose_credential(claims),
        openbadges.generate_key(),
        verification_method="did:web:cairn.example:issuers:ridge#key-1",
        created=AT,
    )
    stone = {"key": "medication-safety", "family": "health", "level": 3, "hours": 1.5, "label": ""}
    return Credential(
        uuid=uuid.UUID(int=number),
        claims={"stone": stone, "parts": []},
        document=json.dumps(signed),
        awarded_at=AT,
        issued_at=AT,
    )


def plain(credential: Credential) -> bytes:
    """The same page by WeasyPrint as its introduction shows it."""
    fonts = FontConfiguration()
    style = Path("static/css/certificate.css").read_text("utf-8") + "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{path.as_uri()}"); font-weight: 200 900 }}'
        for path in font_files()
        for name in NAMES.get(path.name.partition("[")[0], ())
    )
    html = weasyprint.HTML(string=certificate.certificate_html(credential))
    attachment = weasyprint.Attachment(
        string=credential.document, name="credential.json", relationship="Source"
    )
    printed: bytes = html.write_pdf(
        stylesheets=[weasyprint.CSS(string=style, font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        attachments=[attachment],
    )
    return printed


def seconds(work: Callable[[Credential], bytes], credential: Credential) -> float:
    began = time.process_time()
    work(credential)
    return time.process_time() - began


def main() -> None:
    certificate.preload()
    credentials = [sample(number + 1) for number in range(TURNS + 1)]
    certificate.certificate_pdf(credentials[0])
    plain(credentials[0])
    ours, theirs = [], []
    for credential in credentials[1:]:
        ours.append(seconds(certificate.certificate_pdf, credential))
        theirs.append(seconds(plain, credential))
    mine, peer = statistics.median(ours), statistics.median(theirs)
    print(f"{'certificates':<52}{'CPU ms':>9}{'a CPU second':>14}")
    print(f"{'Cairn: PDF/A-3a, PDF/UA-1, JSON attached':<52}{mine * 1e3:>9.0f}{1 / mine:>14.1f}")
    print(f"{'WeasyPrint plainly: PDF/A-3a, JSON attached':<52}{peer * 1e3:>9.0f}{1 / peer:>14.1f}")
    print(f"ratio {peer / mine:.1f} (aim 2.4)\n")
    profile = cProfile.Profile()
    profile.runcall(certificate.certificate_pdf, credentials[0])
    _shares(profile)


def _shares(profile: cProfile.Profile) -> None:
    """The five modules of WeasyPrint and ours in which most time is spent, by their own time."""
    stats: Any = pstats.Stats(profile)
    by_module: dict[str, float] = {}
    for (file, _line, _name), (_calls, _all, own, _cumulative, _callers) in stats.stats.items():
        module = "/".join(Path(file).parts[-2:]) if file not in {"~", ""} else "built in"
        by_module[module] = by_module.get(module, 0.0) + own
    total = sum(by_module.values())
    for module, own in sorted(by_module.items(), key=lambda entry: -entry[1])[:5]:
        print(f"  {own / total:5.0%}  {module}")


if __name__ == "__main__":
    main()
