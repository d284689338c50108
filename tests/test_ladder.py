"""The recognition ladder: what governs, what is not known, the tables beside the law. Amounts in
millions of yuan. Worked examples of the rungs stand in `tests/law/ladder.toml`.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

import pathway
from pathway.base.errors import OutOfRangeError
from pathway.law.effect import Requires
from pathway.law.grants import grants
from pathway.law.provision import Provision
from pathway.law.raw_tables import number, parsed, rows, sub
from pathway.law.rulebook import complete, dangling, ladder_law, shipped
from pathway.planning.local_money import Money, totals
from pathway.recognition import Ladder, Rung
from pathway.recognition.court import RungCondition
from pathway.recognition.texts import batches

LITTLE, SPECIAL, INNOVATIVE = (
    "recognition.little-giant",
    "recognition.specialised",
    "recognition.innovative",
)


def firm(
    as_of: str, years: Mapping[int, str] | None = None, ladder: str = "", more: str = ""
) -> pathway.Scenario:
    """A scenario in millions: figures by fiscal year, the ladder table, anything else."""
    text = f'schema = "pathway.scenario/1"\nname = "x"\nas_of = {as_of}\nunit = "million"\n{more}\n'
    for year, figures in (years or {}).items():
        text += f"[[fiscal_years]]\nyear = {year}\n{figures}\n"
    return pathway.loads(text + f"[ladder]\n{ladder}\n" if ladder else text)


def titles(*held: tuple[str, str]) -> str:
    return "\n".join(f'[[recognition]]\nlevel = "{level}"\ngranted = {day}' for level, day in held)


def every(rung: Rung) -> dict[str, RungCondition]:
    """Every condition of a rung and every part of one, by id."""

    def walk(items: tuple[RungCondition, ...]) -> Iterator[RungCondition]:
        for item in items:
            yield item
            yield from walk(item.children)

    return {item.id: item for item in walk(rung.conditions)}


def outcome(found: Ladder, level: str, name: str) -> str:
    return every(found.rung(level))[name].outcome  # type: ignore[arg-type]


SPECIALISED = """years_in_niche = 2.5
main_business_share = 0.78
debt_ratio = 0.82
class1_ip = 1
class1_ip_own = 1
class1_ip_high_value = 0
main_growth_2y = 0.09
product_fields = ["six-base"]
digital_level = 2
quality = ["certificate", "brand"]
province_score = 12
rd_body = "city"
institutional_equity_2y = 0
"""


# -- tables of money and data -------------------------------------------------------


def test_lad_13_the_survivors_add_up() -> None:
    """LAD-13: the firms that hold after the round of 2025 add up to 17,592; the official round
    figure is 17,600.
    """
    table = sub(parsed("rounds"), "survivors")
    assert (
        sum(number(row, "count") for row in rows(table, "parts"))
        == 1079 + 2430 + 3916 + 3673 + 3012 + 3482
        == 17592
    )
    assert table["official"] == 17600


def test_lad_17_the_bonus_of_a_draft_stands_apart() -> None:
    """LAD-17: the bonus of Chengdu's draft is 1% of the proceeds, at most 3.5 million, and marked
    as a draft.
    """
    found = pathway.ladder(firm("2024-06-01", more='[firm]\nprovince = "Sichuan"'))
    (draft,) = [row.grant for row in found.money if row.grant.draft]
    assert draft.paid(250_000_000) == 2_500_000
    assert draft.paid(500_000_000) == 3_500_000


# -- what governs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "level", "version", "key"),
    [
        ("2021-06-01", "little-giant", "LG-2021", "round"),
        (
            "2022-07-15",
            "little-giant",
            "Q-2022+O-2022",
            "round",
        ),  # the call of batch 4 came before the measures
        ("2023-02-20", "little-giant", "Q-2022", "date"),
        ("2023-02-21", "little-giant", "Q-2022+O-2023", "round"),
        ("2024-05-01", "little-giant", "Q-2022+O-2024", "round"),
        ("2025-05-14", "little-giant", "Q-2022+O-2025", "round"),
        ("2026-03-31", "specialised", "Q-2022", "date"),
        ("2026-04-01", "specialised", "Q-2026", "date"),
        ("2026-09-01", "little-giant", "Q-2026", "date"),
        ("2020-09-01", "little-giant", None, "date"),
        ("2022-07-31", "innovative", None, "date"),
        ("2018-01-01", "champion", "C-2016", "date"),
        ("2024-03-01", "champion", "C-2023", "date"),
        ("2024-12-31", "champion", "C-2023+C-2024", "round"),
    ],
)
def test_the_call_of_the_round_picks_the_version(
    on: str, level: str, version: str | None, key: str
) -> None:
    """The version is the one that the round's call cites; the day alone picks it only where there
    is no round.
    """
    rung = pathway.ladder(firm(on)).rung(level)  # type: ignore[arg-type]
    assert (rung.governing.version, rung.governing.key) == (version, key)


def test_a_provincial_notice_may_cite_the_older_measures() -> None:
    """A notice of 2026 that cites the measures of 2022 has its firms judged by them, with their
    sheet.
    """
    old = pathway.ladder(firm("2026-05-01", ladder='notice_cites = "Q-2022"')).rung("specialised")
    assert (old.governing.key, old.governing.version, old.sheet is not None) == (
        "notice",
        "Q-2022",
        True,
    )
    new = pathway.ladder(firm("2026-03-01", ladder='notice_cites = "Q-2026"')).rung("specialised")
    assert (new.governing.version, new.sheet) == ("Q-2026", None)


def test_law_that_was_not_published_does_not_govern() -> None:
    """Seen from September 2025, a day in September 2026 is governed by the measures of 2022 and has
    their sheet.
    """
    rung = pathway.ladder(firm("2025-09-01"), date(2026, 9, 1)).rung("specialised")
    assert (rung.governing.version, rung.sheet is not None) == ("Q-2022", True)


def test_what_is_short_is_told_on_the_general_way() -> None:
    """Where the general route and the prizes both fail, the figures of the general route are
    told.
    """
    years = {2022: "revenue = 80\nrd_expense = 4", 2021: "revenue = 75\nrd_expense = 4"}
    rung = pathway.ladder(firm("2023-05-01", years, 'class1_ip = 1\nrd_body = "none"')).rung(
        "little-giant"
    )
    lacking = {
        name for found in every(rung)[f"{LITTLE}.innovation"].lacking for name in found.metrics
    }
    assert lacking == {"rd_expense", "revenue", "has_rd_body", "class1_ip"}


def test_no_answer_where_no_text_answers() -> None:
    """The base rung since April 2026, batches 1 and 2 and the champion's annex are not known, and
    stay so.
    """
    found = pathway.ladder(firm("2026-11-23"))
    assert outcome(found, "innovative", f"{INNOVATIVE}.criteria") == "unknown"
    assert outcome(found, "champion", "recognition.champion.criteria") == "unknown"
    assert pathway.ladder(firm("2020-09-01")).rung("little-giant").outcome == "unknown"
    eighth = pathway.ladder(firm("2026-11-23"), batch=8).rung("little-giant")
    assert (eighth.outcome, eighth.conditions, eighth.governing.version) == ("unknown", (), None)


def test_a_day_before_the_first_version_is_refused() -> None:
    """Before the champion plan of 2016 nothing is encoded, and the refusal says so."""
    with pytest.raises(OutOfRangeError, match="encoded from 2016-03-16"):
        pathway.ladder(firm("2026-11-23"), date(2016, 3, 15))


def test_a_round_that_was_not_known_is_refused() -> None:
    """A batch that does not exist, or of which nothing was known on the as-of day, is refused."""
    for as_of, batch in (("2026-11-23", 9), ("2024-12-31", 7)):
        with pytest.raises(OutOfRangeError, match=f"no little-giant batch {batch}"):
            pathway.ladder(firm(as_of), batch=batch)


def test_a_round_judges_the_firm_on_the_day_of_its_call() -> None:
    """Batch 7 was called on 2025-05-14."""
    assert pathway.ladder(firm("2026-11-23"), batch=7).on == date(2025, 5, 14)


def test_a_title_knows_its_round() -> None:
    """LAD-11: a little giant of July 2023 belongs to batch 5."""
    (title,) = pathway.ladder(
        firm("2026-11-23", more=titles(("little-giant", "2023-07-14")))
    ).titles
    assert title.batch == 5


def test_that_an_edge_takes_the_higher_score_is_common_practice() -> None:
    """LAD-3: the sheet of 2022 does not say which score an edge takes, and the answer says so."""
    sheet = pathway.ladder(firm("2023-05-01")).rung("innovative").sheet
    assert sheet is not None
    assert (sheet.edge_standing.status, sheet.edge_standing.confidence) == ("unconfirmed", "high")


def test_a_missing_answer_is_never_met() -> None:
    """A firm that says nothing meets no condition that asks for a figure; strictly, it meets none
    that is assumed.
    """
    rung = pathway.ladder(firm("2023-05-01")).rung("specialised")
    assert {item.outcome for item in rung.conditions} == {"unknown", "assumed"}
    strict = pathway.ladder(firm("2023-05-01"), strict=True).rung("specialised")
    assert {item.outcome for item in strict.conditions} == {"unknown", "unmet"}


def test_a_range_decides_where_it_can() -> None:
    """Without the province's block a sheet passes where the rest is enough and fails where nothing
    would be.
    """
    facts = SPECIALISED.replace("province_score = 12\n", "")
    last = "revenue = 12\nrd_expense = 1.2\nnet_profit = 0.84"

    def merit(text: str, staff: str) -> tuple[object, object, str]:
        case = firm(
            "2025-09-01",
            {2024: last, 2023: "rd_expense = 0.9"},
            text,
            f"[facts]\nrd_staff_ratio = {staff}",
        )
        rung = pathway.ladder(case).rung("specialised")
        assert rung.sheet is not None
        return (
            rung.sheet.total.least,
            rung.sheet.total.most,
            every(rung)[f"{SPECIAL}.score-min"].outcome,
        )

    assert merit(facts, "0.12") == (54, 69, "unknown")
    assert merit(facts.replace("debt_ratio = 0.82", "debt_ratio = 0.50"), "0.2") == (61, 76, "met")
    assert merit(facts.replace("main_growth_2y = 0.09", "main_growth_2y = 0.01"), "0.04") == (
        43,
        58,
        "unmet",
    )


def test_titles_count_as_valid_only_with_a_certificate_or_a_result() -> None:
    """In its review year a title is neither valid nor lost, unless its certificate or a passed
    review says so.
    """

    def state(day: str, extra: str = "") -> str:
        (title,) = pathway.ladder(
            firm(day, more=titles(("little-giant", "2023-07-14")) + f"\n{extra}")
        ).titles
        return title.state

    assert state("2025-12-31") == "valid"
    assert state("2026-01-02") == "review-due"
    assert state("2026-07-14") == "expired-or-pending"
    assert state("2026-05-02", "valid_until = 2026-06-30") == "valid"
    assert state("2026-07-01", "valid_until = 2026-06-30") == "expired-or-pending"
    assert state("2026-11-23", "reviewed = [2026]") == "valid"


# -- the law itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("provision", ladder_law().provisions.values(), ids=lambda p: p.id)
def test_every_version_of_the_ladder_is_sound(provision: Provision) -> None:
    """Every expression parses under both readings; every version has both titles, a known citation
    and a day.
    """
    assert provision.title.en and any("\u4e00" <= c <= "\u9fff" for c in provision.title.zh)
    for version in provision.versions:
        assert isinstance(version.effect, Requires)
        assert version.effect.node() is not None
        assert version.effect.node(strict=True) is not None
        assert version.published <= version.effective


def test_the_law_of_the_ladder_hangs_together_and_no_plan_reads_it() -> None:
    """Every reference leads somewhere; the rulebook of plans does not hold the ladder, the complete
    one does.
    """
    assert dangling(ladder_law()) == []
    assert not any(name.startswith("recognition.") for name in shipped().provisions)
    assert set(complete().provisions) == set(shipped().provisions) | set(ladder_law().provisions)


def test_every_row_of_money_is_dated_or_says_that_it_is_not() -> None:
    """Rows have a source and a stage; a last day lies behind the first; nothing of unknown status
    is a sum.
    """
    for grant in grants():
        assert grant.cite.en and grant.stage
        assert (
            grant.valid_from is None or grant.valid_to is None or grant.valid_from < grant.valid_to
        )
    late = Money(next(g for g in grants() if g.id == "central-2021"), "expired")
    assert totals((late,)) == ()


def test_rounds_are_known_in_order() -> None:
    """Batches of a level follow each other, and a review comes three years after its batch."""
    for level in ("little-giant", "champion"):
        known = [batch.known for batch in batches() if batch.level == level]
        assert known == sorted(known)
