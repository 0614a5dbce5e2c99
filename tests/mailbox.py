"""The folder that mail lands in while no server is set."""

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


def letters(mailbox: Path) -> list[EmailMessage]:
    """Every message in the folder, by Django's file backend: messages of one file are parted by a rule."""
    parser = BytesParser(_class=EmailMessage, policy=email.policy.default)
    found = []
    for file in sorted(mailbox.glob("*.log")):
        parts = file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
        found += [parser.parsebytes(part) for part in parts if part.strip()]
    return found
