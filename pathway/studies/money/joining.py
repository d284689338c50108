"""Holders who join on the way: until when a round leaves the date as it is, which round locks those
who take it, and what more holders than the law lets pass cost.
"""

from __future__ import annotations

from datetime import date, timedelta

from pathway.base.phrases import Phrase, Value, phrase
from pathway.dates.days import add_months, to_date
from pathway.law.after_listing import JoinerLock, holders_limit, joiner_locks, rules_of
from pathway.law.steps import OUTSIDE
from pathway.scenario.firm import Steps
from pathway.studies.money.on_path import Anew, PathEffect, SetArguments, last_day


def closed_on(anew: Anew, when: date) -> SetArguments:
    """A round that brings new holders, completed on a day. Its size is left at nothing: here only
    the day matters.
    """
    place = f"placements.{len(anew.scenario.firm.placements)}"
    return {f"{place}.date": when.isoformat(), f"{place}.cash": "0"}


def filed(anew: Anew, given: SetArguments | None = None) -> date | None:
    """The day of the filing at the target."""
    return anew.day(f"{anew.last_step}.filed", given)


def round_effect(anew: Anew) -> PathEffect | None:
    """Until which day a round leaves the listing where it is, and what a day later costs.

    None where there is no filing ahead to put off.
    """
    base, filing = anew.date, filed(anew)
    first = anew.scenario.as_of + timedelta(days=1)
    if base is None or filing is None or filing <= first:
        return None
    before = filing - timedelta(days=1)

    def neutral(when: date) -> bool:
        listed = anew.listed(closed_on(anew, when))
        return listed is not None and listed <= base

    rules = anew.governing(rules_of("round"))
    if neutral(before):
        free = anew.replan(closed_on(anew, before))
        text = phrase("money.effect.round-free", filing=filing, date=base)
        return PathEffect("round", "none", text, (free,), rules)
    if not neutral(first):
        late = anew.replan(closed_on(anew, first))
        text = phrase("money.effect.round-late", **_cost(late.date, late.days_gained), was=base)
        return PathEffect("round", "delays", text, (late,), rules)
    last = last_day(first, before, neutral)
    kept = anew.replan(closed_on(anew, last))
    late = anew.replan(closed_on(anew, last + timedelta(days=1)))
    text = phrase("money.effect.round", last=last, was=base, **_cost(late.date, late.days_gained))
    return PathEffect("round", "delays", text, (kept, late), rules)


def _cost(when: date | None, gained: int | None) -> dict[str, Value]:
    """The date after a change and the days lost, in words."""
    if when is None or gained is None:
        return {"date": Phrase("money.no-date"), "lost": ""}
    return {"date": when, "lost": phrase("money.days-later", n=str(-gained))}


def joiner_lock(step: str) -> JoinerLock | None:
    """Who joins too late before a filing, by the last step of the route."""
    return next((row for row in joiner_locks() if step in row.steps), None)


def lock_effect(anew: Anew) -> PathEffect | None:
    """The last day on which who joins is not locked for it, and how long a day later locks.

    None where no such rule holds for the step, or there is no filing ahead.
    """
    row, filing = joiner_lock(anew.last_step), filed(anew)
    if row is None or filing is None or anew.date is None:
        return None
    rules = anew.governing((row.rule,))
    last = _last_unlocked(anew, row, filing)
    if not rules or last is None:
        return None
    kept = closed_on(anew, last)
    late = last + timedelta(days=1)
    until = to_date(add_months(late.toordinal(), row.months))
    past = last < anew.scenario.as_of
    then = "before-listing" if until <= anew.date else "beyond"
    text = phrase(
        "money.effect.lock-past" if past else "money.effect.lock",
        last=last,
        late=late,
        until=until,
        months=str(row.months),
        within=str(row.within),
        filing=filed(anew, kept) or filing,
        listed=phrase(f"money.effect.lock-{then}", date=anew.date),
    )
    return PathEffect("lock", "locks", text, (anew.replan(kept),), rules)


def _last_unlocked(anew: Anew, row: JoinerLock, filing: date) -> date | None:
    """The last day from which the months are over when the firm files, the round itself taken into
    account.
    """
    last = _months_before(filing, row.within)
    again = filed(anew, closed_on(anew, last))
    if again is None:
        return None
    # A round may put the filing off; the day before the present one's then is safe all the same.
    return last if _months_before(again, row.within) >= last else None


def _months_before(when: date, months: int) -> date:
    """The last day from which so many months are over on a day."""
    day = add_months(when.toordinal(), -months)
    while add_months(day, months) > when.toordinal():
        day -= 1
    while add_months(day + 1, months) <= when.toordinal():
        day += 1
    return to_date(day)


def holders_effect(anew: Anew) -> PathEffect | None:
    """What it costs an unlisted firm to have more holders than the limit. None for others."""
    limit = holders_limit()
    if anew.scenario.firm.status.venue not in OUTSIDE or anew.date is None:
        return None
    fact = anew.scenario.firm.facts.get("holders")
    now = fact.at(anew.scenario.as_of) if isinstance(fact, Steps) else None
    above = now is not None and now > limit
    replan = anew.replan({"facts.holders": str(limit if above else limit + 1)})
    rules = anew.governing(rules_of("holders"))
    if replan.date == anew.date:
        text = phrase("money.effect.holders-none", limit=str(limit), date=anew.date)
        return PathEffect("holders", "none", text, (replan,), rules)
    key = "money.effect.holders-above" if above else "money.effect.holders"
    values = _cost(replan.date, replan.days_gained)
    if above:
        values = {"date": replan.date or Phrase("money.no-date"), "lost": ""}
    text = phrase(key, limit=str(limit), was=anew.date, **values)
    return PathEffect("holders", "delays", text, (replan,), rules)
