"""The report of `pathway report`, for scripts and notebooks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike, fspath
from pathlib import Path

from attrs import field, frozen

from pathway.base import usage
from pathway.base.files import replaced
from pathway.base.phrases import LANGS, Lang, phrase
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue
from pathway.report.page.document import Made, report_html
from pathway.report.page.pdf import pdf
from pathway.scenario.scenario import Scenario
from pathway.studies.board import Briefing, board


@frozen
class BoardReport:
    """A report for a board: one page that needs nothing else, or four of paper.

    It holds the timeline, what decides the day, how sure it is, what must be done, the requirements
    and what it rests on.
    """

    _briefing: Briefing = field(repr=False)
    _made: Made = field(repr=False)

    def to_html(self, lang: Lang = "en") -> str:
        """The report as one self-contained page, as `pathway report -o report.html` writes it.

        Args:
            lang: The language, `en` or `zh`.

        Returns:
            The page; it needs no script, and loads nothing.

        Raises:
            UsageError: No language is called so.
        """
        usage.refuse_unknown("lang", lang, LANGS)
        return report_html(self._briefing, lang, self._made)

    def to_pdf(self, path: str | PathLike[str], lang: Lang = "en") -> Path:
        """Prints the report into a file, on A4 across, by the Chromium that is installed.

        Args:
            path: The file, which is written whole or not at all.
            lang: The language, `en` or `zh`.

        Returns:
            The path of the file.

        Raises:
            UsageError: No language is called so.
            EngineError: No Chromium is installed, or it printed nothing.
        """
        printed = pdf(self.to_html(lang))
        target = Path(fspath(path))
        with replaced(target) as name:
            Path(name).write_bytes(printed)
        return target


def board_report(
    scenarios: Scenario | Sequence[Scenario],
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    draws: int = 20_000,
    seed: int = 1,
    since: date | str | PathLike[str] | Mapping[str, object] | None = None,
) -> BoardReport:
    """The report of a firm for its board.

    Args:
        scenarios: The scenario that is told, or several: the others are held against the first.
        targets: The venues to reach. Default: those of each scenario.
        pace: How long steps take. Default: that of each scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        draws: How many draws the likely range is made from; 0: none.
        seed: The seed of the random numbers.
        since: A day, or an earlier plan (the file that it was saved in, or as its `to_dict` gives
            it), since when it is told what moved the dates. Default: not told.

    Returns:
        The report, to be written as HTML or PDF.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range.
        InputError: The earlier plan cannot be read.
        OutOfRangeError: No route leads to a target, or the law or the calendar is not encoded.
    """
    expected = phrase("report.scenarios")
    given = (
        (scenarios,)
        if isinstance(scenarios, Scenario)
        else tuple(usage.several("scenarios", scenarios, expected))
    )
    for one in given:
        usage.refuse_other("scenarios", one, Scenario, expected)
    if not given:
        raise usage.wrong("scenarios", given, expected)
    found = board(
        given,
        targets=targets,
        pace=pace,
        rulebook=rulebook,
        strict=strict,
        draws=draws,
        seed=seed,
        before=since,
    )
    return BoardReport(found, Made((), digest_of(given), draws, seed))


def digest_of(scenarios: Sequence[Scenario]) -> str:
    """What tells scenarios from others: a digest of all that was read, with overrides."""
    made = hashlib.sha256()
    for scenario in scenarios:
        made.update(repr(sorted(scenario.document.items())).encode())
    return f"sha256 {made.hexdigest()[:12]}"
