"""What scores say about items, tests and cuts. Pure: no Django, no clock, no state. See README.md."""

from courses.statistics.agreement import Agreement, weighted_kappa
from courses.statistics.angoff import AngoffCut, angoff
from courses.statistics.dif import MantelHaenszel, mantel_haenszel
from courses.statistics.drift import Alarm, Drift, pass_rate_drift
from courses.statistics.guess_pass import GuessItem, GuessPass, GuessSection, guess_pass, with_tries
from courses.statistics.intervals import HIDDEN_BELOW, UNCERTAIN_BELOW, Figure, proportion
from courses.statistics.items import ItemStatistics, item_statistics
from courses.statistics.matrix import ScoreMatrix
from courses.statistics.options import OptionStatistics, option_statistics
from courses.statistics.signal_sheet import SignalFloor, SignalSheet, signal_sheet
from courses.statistics.totals import TotalStatistics, total_statistics

__all__ = [
    "HIDDEN_BELOW",
    "UNCERTAIN_BELOW",
    "Agreement",
    "Alarm",
    "AngoffCut",
    "Drift",
    "Figure",
    "GuessItem",
    "GuessPass",
    "GuessSection",
    "ItemStatistics",
    "MantelHaenszel",
    "OptionStatistics",
    "ScoreMatrix",
    "SignalFloor",
    "SignalSheet",
    "TotalStatistics",
    "angoff",
    "guess_pass",
    "item_statistics",
    "mantel_haenszel",
    "option_statistics",
    "pass_rate_drift",
    "proportion",
    "signal_sheet",
    "total_statistics",
    "weighted_kappa",
    "with_tries",
]
