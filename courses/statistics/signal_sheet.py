"""The Signal Sheet: what a credential's assessment is worth, in figures a stranger can judge."""

from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Literal, get_args

from courses.statistics.guess_pass import GuessPass
from courses.statistics.intervals import Figure, proportion

type CutMethod = Literal["author", "angoff", "comparison"]
CUT_METHODS: tuple[str, ...] = get_args(CutMethod.__value__)
#: `SignalSheet.supervision` where the provider says nothing about it.
UNDECLARED = "none"
FIGURES = ("pass_rate", "reliability", "standard_error_at_cut", "median_minutes")


@dataclass(frozen=True)
class SignalSheet:
    """All fractions 0…1; figures below 10 attempts carry no value, below 30 they are `uncertain`.

    `standard_error_at_cut` is in fractions of the full marks. `guess_pass` is for all tries allowed,
    `guess_pass_one_try` for one. `supervision` is said in the provider's own words, or `UNDECLARED`.
    """

    as_of: date
    assessed: int
    pass_rate: Figure
    reliability: Figure
    standard_error_at_cut: Figure
    pass_mark: float
    cut_method: CutMethod
    guess_pass_one_try: float
    guess_pass: float
    tries: int
    supervision: str
    median_minutes: Figure
    pool_size: int

    def to_data(self) -> dict[str, object]:
        """A JSON mapping; `from_data` reads it back."""
        return asdict(self) | {"as_of": self.as_of.isoformat()}

    @classmethod
    def from_data(cls, data: dict[str, object]) -> "SignalSheet":
        """Raises KeyError, TypeError or ValueError for what `to_data` did not write."""
        if data["cut_method"] not in CUT_METHODS:
            raise ValueError(f"cut_method is one of {', '.join(CUT_METHODS)}")
        if not isinstance(data["supervision"], str):
            raise TypeError("supervision is a text")
        for name in ("assessed", "tries", "pool_size"):
            if isinstance(data[name], bool) or not isinstance(data[name], int):
                raise TypeError(f"{name} is a whole number")
        for name in ("pass_mark", "guess_pass_one_try", "guess_pass"):
            if isinstance(data[name], bool) or not isinstance(data[name], int | float):
                raise TypeError(f"{name} is a number")
        figures = {name: Figure.from_data(data[name]) for name in FIGURES}
        values: dict[str, object] = data | figures | {"as_of": date.fromisoformat(str(data["as_of"]))}
        return cls(**values)  # type: ignore[arg-type]  # the fields of to_data, by name

    def reaches(self, floor: "SignalFloor") -> tuple[str, ...]:
        """The names of the floor's demands that are not met; empty when it may be published."""
        failed = []
        if floor.guess_pass is not None and self.guess_pass > floor.guess_pass:
            failed.append("guess_pass")
        if floor.pool_size is not None and self.pool_size < floor.pool_size:
            failed.append("pool_size")
        reliability = self.reliability.value
        if floor.reliability is not None and reliability is not None and reliability < floor.reliability:
            failed.append("reliability")
        return tuple(failed)


@dataclass(frozen=True)
class SignalFloor:
    """What an achievement demands. Reliability binds only once there are enough attempts to know it."""

    guess_pass: float | None = None
    pool_size: int | None = None
    reliability: float | None = None


def signal_sheet(
    *,
    as_of: date,
    passed: int,
    assessed: int,
    guess: GuessPass,
    pass_mark: float,
    pool_size: int,
    reliability: Figure | None = None,
    standard_error_at_cut: Figure | None = None,
    minutes: list[float] | None = None,
    cut_method: CutMethod = "author",
    supervision: str = UNDECLARED,
) -> SignalSheet:
    """The sheet as it may be shown: figures from too few attempts are withheld."""
    nothing = Figure(None, assessed)
    efforts = minutes or []
    return SignalSheet(
        as_of=as_of,
        assessed=assessed,
        pass_rate=proportion(passed, assessed).shown(),
        reliability=(reliability or nothing).shown(),
        standard_error_at_cut=(standard_error_at_cut or nothing).shown(),
        pass_mark=pass_mark,
        cut_method=cut_method,
        guess_pass_one_try=_readable(guess.one_try),
        guess_pass=_readable(guess.all_tries),
        tries=guess.tries,
        supervision=supervision.strip() or UNDECLARED,
        median_minutes=Figure(median(efforts) if efforts else None, len(efforts)).shown(),
        pool_size=pool_size,
    )


def _readable(probability: Fraction) -> float:
    """Six significant digits: more would pretend to a precision that guessing does not have."""
    return float(f"{float(probability):.6g}")
