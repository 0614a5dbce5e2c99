"""Signed notes (c2sp.org/signed-note): a text, and below it who signs it."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
_DASH: Final = "— "
_MAX_NOTE: Final = 1_000_000
_MAX_SIGNATURES: Final = 100


class NoteError(ValueError):
    """The note is malformed, or no known key has signed it, or a known key signed something else."""


def decode(text: str) -> bytes:
    """Read base64 in its one canonical form. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("This is no base64.") from None
    if encode(data) != text:
        raise NoteError("This base64 is not in its canonical form.")
    return data


def encode(data: bytes) -> str:
    """Write base64."""
    return base64.b64encode(data).decode()


def _named(name: str) -> str:
    if not name or "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise NoteError(f"{name!r} cannot be the name of a key.")
    return name


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and a public key that are known: `kind` 1 signs notes, 4 cosigns checkpoints."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        _named(self.name)
        if len(self.public) != 32 or self.kind not in (ED25519, COSIGNATURE):
            raise NoteError(f"The key of {self.name!r} is of a kind that is not known here.")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read the form `name+id+key`. Raises NoteError where the id does not belong to the key."""
        name, _, rest = text.partition("+")
        key_id, _, key = rest.partition("+")
        data = decode(key)
        if not data:
            raise NoteError("The key is empty.")
        read = cls(name, data[1:], data[0])
        if key_id != read.key_id.hex():
            raise NoteError(f"The id of {name!r} does not belong to its key.")
        return read

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Check an Ed25519 signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A verifier key together with what signs for it; the private part stays where it is."""

    verifier: VerifierKey
    sign: Callable[[bytes], bytes]

    @classmethod
    def of(cls, name: str, private: Ed25519PrivateKey) -> "SigningKey":
        """Make the key that signs notes under that name."""
        return cls(VerifierKey(name, private.public_key().public_bytes_raw()), private.sign)


def cosigning_key(name: str, private: Ed25519PrivateKey) -> SigningKey:
    """Make the key with which a witness cosigns checkpoints."""
    return SigningKey(VerifierKey(name, private.public_key().public_bytes_raw(), COSIGNATURE), private.sign)


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encode(self.key_id + self.data)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and its signatures, not yet verified."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(str(signature) for signature in self.signatures)

    @classmethod
    def parse(cls, data: str | bytes) -> "Note":
        """Read a note. Raises NoteError where it is malformed."""
        if len(data) > _MAX_NOTE:
            raise NoteError(f"A note has at most {_MAX_NOTE} characters.")
        try:
            text = data if isinstance(data, str) else data.decode()
        except UnicodeDecodeError:
            raise NoteError("A note is UTF-8.") from None
        if any(ord(char) < 0x20 and char != "\n" for char in text):
            raise NoteError("A note has no control characters.")
        body, gap, below = text.rpartition("\n\n")
        if not gap or not below.endswith("\n"):
            raise NoteError("A note is a text, an empty line, and lines with signatures.")
        lines = below[:-1].split("\n")
        if len(lines) > _MAX_SIGNATURES:
            raise NoteError(f"A note has at most {_MAX_SIGNATURES} signatures.")
        return cls(body + "\n", tuple(_signature(line) for line in lines))

    def verified(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Give the keys (of kind 1) that have signed the text.

        Signatures of unknown keys are passed over. Raises NoteError where a known key's signature is wrong or
        repeated, and where there is none.
        """
        signed = tuple(key for key in keys if self.signed_by(key, self.text.encode()))
        if not signed:
            raise NoteError("No known key has signed the note.")
        return signed

    def signed_by(self, key: VerifierKey, message: bytes, *, skip: int = 0) -> bytes | None:
        """Give the signature's bytes if the key has signed the message; `skip` bytes stand before it."""
        found = [s.data for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if len(found) > 1:
            raise NoteError(f"{key.name!r} has signed twice.")
        if found and not key.accepts(found[0][skip:], message):
            raise NoteError(f"The signature of {key.name!r} does not fit.")
        return found[0] if found else None

    def with_signature(self, key: VerifierKey, data: bytes) -> "Note":
        """Give the note with one more signature."""
        return Note(self.text, (*self.signatures, Signature(key.name, key.key_id, data)))


def _signature(line: str) -> Signature:
    name, gap, text = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap:
        raise NoteError(f"{line[:80]!r} is no line with a signature.")
    data = decode(text)
    if len(data) < 5:
        raise NoteError(f"The signature of {name!r} is too short.")
    return Signature(_named(name), data[:4], data[4:])


def sign_note(text: str, *keys: SigningKey) -> Note:
    """Sign a text that ends with a newline."""
    if not text.endswith("\n"):
        raise NoteError("The text of a note ends with a newline.")
    note = Note(text, ())
    for key in keys:
        note = note.with_signature(key.verifier, key.sign(text.encode()))
    return note
