"""The rulebook: all provisions, the instruments that they cite, durations, and the overlays laid on
top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from os import PathLike
from pathlib import Path

from attrs import evolve, field, frozen

from pathway.base import package_data, usage
from pathway.base.errors import InputError, Problem, nearest, printable
from pathway.base.files import read_at_most
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import phrase
from pathway.law.duration import Duration, row_on
from pathway.law.provision import Instrument, Metric, Provision, Version, Vocabulary
from pathway.law.reading import Parsed, read, read_tables, read_vocabulary
from pathway.law.references import unresolved


@frozen
class Rulebook:
    """The law as far as it is encoded.

    Attributes:
        provisions: Every rule, by id.
        instruments: Every law, rule and notice that is cited, by id.
        durations: How long steps take.
        vocabulary: The figures and facts that rules ask for, by name.
        editions: The names of the overlays, in the order in which they were laid on.
        overlays: The overlays themselves.
        checked_through: The last day on which any version was held against its source.
    """

    provisions: Mapping[str, Provision]
    instruments: Mapping[str, Instrument]
    durations: tuple[Duration, ...]
    vocabulary: Vocabulary
    editions: tuple[str, ...] = ()
    overlays: tuple[Overlay, ...] = field(default=(), repr=False, eq=False)
    checked_through: date = field(init=False)
    _heard: dict[tuple[str, date], tuple[Version, ...]] = field(
        init=False, repr=False, eq=False, factory=dict
    )
    _by_step: Mapping[str, tuple[Provision, ...]] = field(init=False, repr=False, eq=False)

    def __repr__(self) -> str:
        versions = sum(len(provision.versions) for provision in self.provisions.values())
        names = " + ".join(("shipped", *self.editions))
        return f"<Rulebook {names}: {len(self.provisions)} provisions, {versions} versions>"

    @checked_through.default
    def _checked(self) -> date:
        return max(
            (v.checked_on for p in self.provisions.values() for v in p.versions), default=date.min
        )

    @_by_step.default
    def _grouped(self) -> Mapping[str, tuple[Provision, ...]]:
        steps = dict.fromkeys(step for p in self.provisions.values() for step in p.steps)
        return {
            step: tuple(p for p in self.provisions.values() if step in p.steps) for step in steps
        }

    @property
    def governed_steps(self) -> tuple[str, ...]:
        """The steps that some provision governs."""
        return tuple(self._by_step)

    def for_step(self, step: str) -> tuple[Provision, ...]:
        """The provisions that govern a step of a route.

        Args:
            step: The step, such as `bse` or `innovation`.

        Returns:
            The provisions in the order of the files; none for a step without any.
        """
        return self._by_step.get(step, ())

    def duration(self, step: str, since: str, to: str, day: date) -> Duration:
        """How long a firm waits from one milestone of a step to another.

        Args:
            step: The step of a route, such as `bse`.
            since: The milestone at which the time begins, such as `filed`.
            to: The milestone at which it ends.
            day: The day on which it begins.

        Returns:
            The row that holds for a time that begins on the day.

        Raises:
            UsageError: No row times the step from the one milestone to the other.
        """
        rows = [d for d in self.durations if (d.step, d.since, d.to) == (step, since, to)]
        if not rows:
            timed = [f"{d.step}: {d.since} > {d.to}" for d in self.durations]
            usage.refuse_unknown("step, since, to", f"{step}: {since} > {to}", timed)
        return row_on(rows, day)

    def known(self, provision: Provision, as_of: date) -> tuple[Version, ...]:
        """The versions of a provision that were published by a day.

        Args:
            provision: One of this rulebook.
            as_of: The day.

        Returns:
            What `Provision.known` gives, worked out once for all plans.
        """
        key = (provision.id, as_of)
        if key not in self._heard:
            self._heard[key] = provision.known(as_of)
        return self._heard[key]

    def provision(self, name: str) -> Provision:
        """A provision by id.

        Args:
            name: Its id, such as `bse.standard`.

        Returns:
            The provision.

        Raises:
            InputError: There is none of this id; the nearest id is named.
        """
        if name in self.provisions:
            return self.provisions[name]
        near = nearest(name, self.provisions)
        raise InputError([Problem("rules", "", name, phrase("rules.id"), near)])


@frozen
class Overlay:
    """An overlay that has been read, so that it can be laid where its file is not.

    Attributes:
        name: What problems call it.
        text: What its file holds.
    """

    name: str
    text: str


@cache
def vocabulary() -> Vocabulary:
    """The metrics of the expression language."""
    return read_vocabulary(package_data.table("rulebook", "vocabulary.toml"))


_FILES_TO_BSE = ("bse.toml", "durations.toml", "neeq.toml")
_STEPS_TO_BSE = frozenset({"neeq", "neeq-direct", "innovation", "bse", "bse-carry-over"})


_LADDER = "ladder/recognition.toml"
_NO_LAW = ("steps.toml", "tasks.toml", "vocabulary.toml")


@cache
def shipped() -> Rulebook:
    """The rulebook of listings that ships with the program, without overlays."""
    names = package_data.toml_in("rulebook")
    return _from_files(tuple(name for name in names if name not in _NO_LAW))


@cache
def ladder_law() -> Rulebook:
    """The shipped law of the recognition ladder alone, in a vocabulary of its own; no plan reads
    it.
    """
    own = read_vocabulary(package_data.table("rulebook", "ladder", "vocabulary.toml"))
    return _from_files((_LADDER,), tuple({**vocabulary(), **own}.values()))


@cache
def complete() -> Rulebook:
    """Everything that ships: the law of listings and that of the recognition ladder."""
    listing, ladder = shipped(), ladder_law()
    return Rulebook(
        {**listing.provisions, **ladder.provisions},
        {**listing.instruments, **ladder.instruments},
        listing.durations,
        ladder.vocabulary,
    )


def shipped_for(steps: Iterable[str]) -> Rulebook:
    """As much of the shipped rulebook as some steps need: a question about BSE reads no other
    board's law.
    """
    return _from_files(_FILES_TO_BSE) if _STEPS_TO_BSE.issuperset(steps) else shipped()


@cache
def _from_files(names: tuple[str, ...], metrics: tuple[Metric, ...] = ()) -> Rulebook:
    known = {metric.name: metric for metric in metrics} or vocabulary()
    parsed = [
        read_tables(package_data.table("rulebook", *name.split("/")), name, known) for name in names
    ]
    book = Rulebook(
        {p.id: p for part in parsed for p in part.provisions},
        {name: i for part in parsed for name, i in part.instruments.items()},
        tuple(d for part in parsed for d in part.durations),
        known,
    )
    _refuse([problem for part in parsed for problem in part.problems])
    return book


def editions() -> tuple[str, ...]:
    """The overlays that ship with the program, by name."""
    return tuple(
        name.removesuffix(".toml") for name in package_data.toml_in("rulebook", "editions")
    )


def load_rules(
    overlays: Sequence[str | Overlay] = (),
    ladder: bool = False,
    ledger: str | PathLike[str] | None = None,
) -> Rulebook:
    """The law that ships with the program, with changes laid on it.

    The shipped law is the data of `pathway/rulebook/`: every version of a rule cites the instrument
    and, as far as it is known, the article that it stands in. An overlay is a file in this format.

    Args:
        overlays: Files, shipped editions by name (`report-2022`), or overlays read already, laid on
            in this order.
        ladder: Whether the law of the recognition ladder is part of it; an overlay that speaks of
            the ladder brings it in anyway.
        ledger: A file of rules that somebody has held against the official text
            (`pathway-rules.toml`, as `Rules.confirm` writes it): their versions count as confirmed.
            Default: none is read.

    Returns:
        The rulebook.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: An overlay or the ledger cannot be read, or is wrong; every problem of it is
            named.
    """
    overlays = usage.several("overlays", overlays, phrase("errors.usage.overlays"))
    for overlay in overlays:
        usage.refuse_other("overlays", overlay, (str, Overlay), phrase("errors.usage.overlays"))
    usage.refuse_no_flag("ladder", ladder)
    if ledger is not None:
        usage.refuse_no_path("ledger", ledger)
    known = [
        overlay if isinstance(overlay, Overlay) else read_overlay(overlay) for overlay in overlays
    ]
    book = (
        complete()
        if ladder or any("[recognition." in overlay.text for overlay in known)
        else shipped()
    )
    for overlay in known:
        book = laid_on(book, overlay)
    if ledger is None:
        return book
    from pathway.law.ledger import confirmed, read_ledger

    return confirmed(book, read_ledger(Path(ledger)))


def laid_on(book: Rulebook, overlay: str | Overlay) -> Rulebook:
    """A rulebook with one overlay on it. Raises `InputError` with every problem of the overlay."""
    given = overlay if isinstance(overlay, Overlay) else read_overlay(overlay)
    name = given.name
    parsed = read(given.text, name, book.vocabulary, name, book.provisions)
    merged = dict(book.provisions)
    for provision in parsed.provisions:
        below = merged.get(provision.id)
        merged[provision.id] = provision if below is None else _merged(below, provision)
    out = Rulebook(
        merged,
        {**book.instruments, **parsed.instruments},
        _durations(book.durations, parsed),
        book.vocabulary,
        (*book.editions, name),
        (*book.overlays, given),
    )
    steps, told = book.governed_steps, [problem.path for problem in parsed.problems]
    _refuse(
        parsed.problems
        + unresolved(out.provisions, out.instruments, parsed.durations, steps, name, told)
    )
    return out


def heard_by(book: Rulebook, day: date) -> Rulebook:
    """The law as it was known on a day: what was published later is not part of it."""
    known = {
        name: evolve(provision, versions=provision.known(day))
        for name, provision in book.provisions.items()
    }
    return evolve(book, provisions=known)


def read_overlay(overlay: str) -> Overlay:
    """An overlay by the name of its file or edition. Raises `InputError`."""
    if overlay in editions():
        return Overlay(
            overlay, package_data.data("rulebook", "editions", f"{overlay}.toml").decode("utf-8")
        )
    path = Path(overlay)
    try:
        raw = read_at_most(path, LARGEST_TEXT)
    except (OSError, ValueError):  # the latter for what cannot be a name at all
        near = nearest(overlay, editions())
        problem = Problem(overlay, "", "", phrase("rules.no-overlay"), near)
        raise InputError([problem]) from None
    if len(raw) > LARGEST_TEXT:
        raise InputError([Problem(overlay, "", "", phrase("rules.too-large"))])
    try:
        return Overlay(printable(path.name), raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError([Problem(overlay, "", "", phrase("rules.not-text"))]) from None


def _merged(below: Provision, above: Provision) -> Provision:
    """An overlay's versions replace those that begin on the same day and stand beside the
    others.
    """
    days = {v.effective for v in above.versions}
    versions: Iterable[Version] = [v for v in below.versions if v.effective not in days]
    return evolve(
        below,
        title=above.title if above.title.en else below.title,
        steps=above.steps or below.steps,
        versions=tuple(sorted([*versions, *above.versions], key=lambda v: v.effective)),
    )


def _durations(below: tuple[Duration, ...], parsed: Parsed) -> tuple[Duration, ...]:
    """An overlay's rows replace those between the same milestones from the first day on which one
    begins.
    """
    first: dict[tuple[str, str, str], date] = {}
    for row in parsed.durations:
        start, edge = row.starts_from or date.min, (row.step, row.since, row.to)
        first[edge] = min(start, first.get(edge, start))
    kept: list[Duration] = []
    for row in below:
        cut = first.get((row.step, row.since, row.to))
        if cut is None or (row.starts_until or date.max) <= cut:
            kept.append(row)
        elif (row.starts_from or date.min) < cut:
            kept.append(evolve(row, starts_until=cut))
    return (*kept, *parsed.durations)


def dangling(book: Rulebook) -> list[Problem]:
    """References of a rulebook to what nobody defines, and references in a circle."""
    return unresolved(book.provisions, book.instruments, book.durations, book.governed_steps)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
