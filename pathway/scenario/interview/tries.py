"""What may be answered to a question, at the ends of what is possible: to see whether the answer
matters.
"""

from __future__ import annotations

from datetime import date, timedelta

from pathway.scenario.file.fields import Choice, Day, Field, Flag, MonthDay, Num
from pathway.scenario.file.records import FactField
from pathway.scenario.interview.flow import Question

_PLENTY = {"money": "10bn", "ratio": "0.99", "whole": "1000000", "number": "1000000"}
"""More than any rule asks for, by what a number is."""
_LONG_AGO = timedelta(days=20 * 365)
_REPORT_DAYS = ("04-30", "03-15")
"""The last lawful day of an annual report, and about the earliest."""


def tries(question: Question, today: date) -> tuple[str, ...]:
    """Answers to a question as `--set` takes them, the best of two last; none where it has no ends
    that could be tried.
    """
    return _of(question.kind, question, today)


def _of(kind: Field, question: Question, today: date) -> tuple[str, ...]:
    match kind:
        case Flag():
            return ("false", "true")
        case Choice():
            return kind.options
        case Num():
            return ("0", _PLENTY[kind.what])
        case FactField():
            return ("0", _PLENTY[kind.of.what])
        case MonthDay() if question.dotted == "assumptions.report_day":
            return _REPORT_DAYS
        case Day() if question.path[-1] == "published" and isinstance(question.path[1], int):
            half = "half_year" in question.path
            days = ("08-31", "07-20") if half else _REPORT_DAYS
            return tuple(f"{question.path[1] + (not half)}-{day}" for day in days)
        case Day() if question.path[0] == "firm":
            return (str(today), str(today - _LONG_AGO))
    return ()
