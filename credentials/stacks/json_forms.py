"""Wallets and offers as plain data, for a shell and for other programs. Strict, naming the place."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, get_args

from credentials.stacks.facts import Fact, Status
from credentials.stacks.offers import Offer

type Data = Mapping[str, Any]

_STATUSES: Final = get_args(Status.__value__)


class FormError(ValueError):
    """The data are no wallet or no offers; the message begins with the place as a JSON pointer."""


def facts_from_json(data: object) -> list[Fact]:
    """Read a wallet: a list of objects with the fields of `Fact`. Raises FormError."""
    return [_fact(row, f"/{place}") for place, row in enumerate(_list(data, ""))]


def offers_from_json(data: object) -> list[Offer]:
    """Read a catalogue: a list of objects with the fields of `Offer`. Raises FormError."""
    return [_offer(row, f"/{place}") for place, row in enumerate(_list(data, ""))]


def _fact(data: object, place: str) -> Fact:
    fields = _Fields(data, place)
    known = {
        "credential": fields.text("credential"),
        "achievement": fields.text("achievement"),
        "issuer": fields.text("issuer"),
        "awarded_at": fields.moment("awarded_at"),
        "valid_until": fields.moment("valid_until") if fields.has("valid_until") else None,
        "status": fields.one_of("status", _STATUSES, "active"),
        "skills": fields.levels("skills"),
        "credits": fields.amount("credits"),
        "hours": float(fields.amount("hours")),
        "evidence": fields.texts("evidence"),
    }
    return fields.made(Fact, known)


def _offer(data: object, place: str) -> Offer:
    fields = _Fields(data, place)
    known = {
        "key": fields.text("key"),
        "achievement": fields.text("achievement"),
        "hours": float(fields.amount("hours", required=True)),
        "issuer": fields.text("issuer", ""),
        "credits": fields.amount("credits"),
        "skills": fields.levels("skills"),
        "prerequisites": fields.texts("prerequisites"),
    }
    return fields.made(Offer, known)


def _list(data: object, place: str) -> list[object]:
    if not isinstance(data, list):
        raise FormError(f"{place or '/'}: This is a list, not {type(data).__name__}.")
    return data


class _Fields:
    """The fields of one object; reading notes which are known, so that `made` can refuse the others."""

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, dict):
            raise FormError(f"{place}: This is an object, not {type(data).__name__}.")
        self._data = data
        self._place = place

    def has(self, name: str) -> bool:
        return self._data.get(name) is not None

    def refused(self, name: str, wanted: str) -> FormError:
        return FormError(f"{self._place}/{name}: This is {wanted}.")

    def text(self, name: str, default: str | None = None) -> str:
        value = self._data.get(name, default)
        if not isinstance(value, str) or not (value or default is not None):
            raise self.refused(name, "a text")
        return value

    def one_of(self, name: str, values: tuple[str, ...], default: str) -> str:
        value = self._data.get(name, default)
        if value not in values:
            raise self.refused(name, f"one of {', '.join(values)}")
        return str(value)

    def moment(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self.refused(name, "a date and time with a zone (ISO 8601)") from None

    def amount(self, name: str, *, required: bool = False) -> Decimal:
        value = self._data.get(name, None if required else 0)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refused(name, "a number")
        return Decimal(str(value))

    def texts(self, name: str) -> frozenset[str]:
        values = _list(self._data.get(name, []), f"{self._place}/{name}")
        if not all(isinstance(value, str) for value in values):
            raise self.refused(name, "a list of texts")
        return frozenset(map(str, values))

    def levels(self, name: str) -> dict[str, int]:
        values = self._data.get(name, {})
        if not isinstance(values, dict) or not all(
            type(level) is int and 1 <= level <= 5 for level in values.values()
        ):
            raise self.refused(name, "an object of skills with levels from 1 to 5")
        return values

    def made[T](self, kind: Callable[..., T], known: dict[str, object]) -> T:
        unknown = sorted(set(self._data) - set(known))
        if unknown:
            raise FormError(f"{self._place}/{unknown[0]}: There is no such field.")
        try:
            return kind(**known)
        except ValueError as error:
            raise FormError(f"{self._place}: {error}") from None
