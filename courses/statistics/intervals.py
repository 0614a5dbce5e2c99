"""Figures with their n and, where it makes sense, a 95 % interval."""

from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
HIDDEN_BELOW = 10
UNCERTAIN_BELOW = 30


@dataclass(frozen=True)
class Figure:
    """`value` is None where the statistic does not exist; `low` and `high` bound it with 95 % confidence."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None

    @classmethod
    def from_data(cls, data: object) -> "Figure":
        """From what `dataclasses.asdict` wrote. Raises TypeError for anything else."""
        if (
            not isinstance(data, dict)
            or isinstance(data.get("n"), bool)
            or not isinstance(data.get("n"), int)
        ):
            raise TypeError("a figure has a value, its n and perhaps an interval")
        figure = cls(**data)
        for number in (figure.value, figure.low, figure.high):
            if number is not None and (isinstance(number, bool) or not isinstance(number, int | float)):
                raise TypeError("a figure is a number")
        return figure

    @property
    def hidden(self) -> bool:
        """Too few attempts to show it to anybody."""
        return self.n < HIDDEN_BELOW or self.value is None

    @property
    def uncertain(self) -> bool:
        return self.n < UNCERTAIN_BELOW

    def shown(self) -> "Figure":
        """The figure as it may be published: without a value when hidden."""
        return Figure(None, self.n) if self.hidden else self


def proportion(count: int, n: int) -> Figure:
    """count/n with Wilson's interval."""
    if n == 0:
        return Figure(None, 0)
    share, z2 = count / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Figure(share, n, max(0.0, middle - half), min(1.0, middle + half))


def mean_figure(value: float, deviation: float, n: int) -> Figure:
    """A mean with the normal interval from the sample's standard deviation."""
    half = Z95 * deviation / sqrt(n) if n > 1 else None
    return Figure(value, n) if half is None else Figure(value, n, value - half, value + half)


def correlation(value: float | None, n: int) -> Figure:
    """A correlation with Fisher's interval (n > 3, |r| < 1)."""
    if value is None or n <= 3 or abs(value) >= 1:
        return Figure(value, n)
    half = Z95 / sqrt(n - 3)
    return Figure(value, n, tanh(atanh(value) - half), tanh(atanh(value) + half))


def alpha_figure(alpha: float | None, k: float, n: int) -> Figure:
    """Cronbach's α with Bonett's interval (2002): ln(1 − α) is about normal."""
    if alpha is None or n <= 2 or k <= 1 or alpha >= 1:
        return Figure(alpha, n)
    half = Z95 * sqrt(2 * k / ((k - 1) * (n - 2)))
    centre = log(1 - alpha)
    return Figure(alpha, n, 1 - exp(centre + half), 1 - exp(centre - half))
