"""On which days events bar a firm: `clear_of` and `no_open` as sets of days.

An event counts on certain days, and a look-back bars every day whose period reaches one of them:

- an event of one day counts on that day;
- one that lasts (an investigation) counts on each day from its own to the last before it is over,
  and where no end is given on every day from its own on;
- where it asks for complete fiscal years, the event bars until the last of them is over;
- where the look-back runs from the end of execution, a sentence or penalty counts on each day
  from its own to that one; without it, on its own day, so that the first free day is the earliest
  possible one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from attrs import frozen

from pathway.dates.days import FIRST, LAST, NONE, DaySet, look_back_end
from pathway.law.events import EXECUTED, LASTING, Occurrence
from pathway.law.language.grammar import Call, Constant, Node


@frozen(eq=False, repr=False)
class Bar:
    """The days on which events bar a firm. earliest: (first day that is free only as long as the
    execution did not end later, path of the scenario that would say so), for each event that lacks
    it.
    """

    days: DaySet
    earliest: tuple[tuple[int, str], ...] = ()

    @property
    def assumed(self) -> DaySet:
        """The days that are free as far as is known."""
        return DaySet((first, LAST) for first, _ in self.earliest) - self.days


def text_of(node: Node) -> str:
    """The text of a constant."""
    assert isinstance(node, Constant)
    return str(node.value)


def venue_of(node: Call) -> str | None:
    """The venue that a look-back is narrowed to, if any."""
    options = dict(node.options)
    return text_of(options["venue"]) if "venue" in options else None


def persons_of(node: Call) -> tuple[str, ...]:
    """On whom an event must have fallen to count; nobody named means whoever."""
    options = dict(node.options)
    return tuple(text_of(options["on"]).split()) if "on" in options else ()


def looking_back(node: Call, events: Iterable[Occurrence]) -> Bar:
    """What bars where `clear_of` asks for events of its kind and venue."""
    options, kind = dict(node.options), text_of(node.args[0])
    since = int(text_of(options["since"])) if "since" in options else FIRST
    executed = "from" in options and text_of(options["from"]) == "executed" and kind in EXECUTED
    spans: list[tuple[int, int]] = []
    earliest: list[tuple[int, str]] = []
    for event in _on(node, events):
        if event.start < since:
            continue
        last = _end(node.args[1], _last(event, kind, executed))
        spans.append((event.start, last))
        if executed and event.executed is None:
            earliest.append((last + 1, f"{event.path}.executed"))
    return Bar(DaySet(spans) if spans else NONE, tuple(earliest))


def pending(node: Call, events: Iterable[Occurrence]) -> DaySet:
    """The days on which an event that `no_open` asks for is not over."""
    return DaySet(
        (event.start, LAST if event.ended is None else event.ended - 1)
        for event in _on(node, events)
    )


def recurring(node: Call, events: Iterable[Occurrence], since: int) -> DaySet:
    """The days on which `recurs` holds: so many events, none before a day, in the period that ends
    there.
    """
    count, period = node.args[1], node.args[2]
    assert isinstance(count, Constant)
    needed = int(Fraction(count.value))
    days = sorted(event.start for event in _on(node, events) if event.start >= since)
    found = (
        (last, _end(period, first))
        for first, last in zip(days, days[needed - 1 :], strict=False)
        if last <= _end(period, first)
    )
    return DaySet(found)


def _on(node: Call, events: Iterable[Occurrence]) -> Iterable[Occurrence]:
    persons = persons_of(node)
    return [event for event in events if not persons or event.on in persons]


def _last(event: Occurrence, kind: str, executed: bool) -> int:
    """The last day on which an event counts."""
    if kind in LASTING:
        return LAST if event.ended is None else max(event.start, event.ended - 1)
    if executed and event.executed is not None:
        return max(event.start, event.executed)
    return event.start


def _end(period: Node, last: int) -> int:
    """The last day whose look-back reaches a day; that day itself is barred (the safer reading)."""
    assert isinstance(period, Constant)
    length = int(Fraction(period.value))
    if period.unit == "months":
        return look_back_end(last, length)
    if period.unit == "fiscal_years":
        day = date.fromordinal(last)
        whole = day.year + ((day.month, day.day) != (1, 1))
        return date(whole + length, 1, 1).toordinal() - 1
    return min(last + length, LAST)
