"""The recognition ladder against worked examples: amounts in millions of yuan, soft items not
given.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

import pytest

import pathway
from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import render
from pathway.law.provision import Requires
from pathway.law.rulebook import complete, dangling, ladder_law, shipped
from pathway.recognition import Ladder, Rung
from pathway.recognition.court import RungCondition
from pathway.recognition.texts import batches, grants, number, parsed, rows, sub
from pathway.recognition.titles import held
from pathway.recognition.ways import Money, totals
from pathway.scenario.firm import Firm, Recognition

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


def unmet(rung: Rung) -> set[str]:
    return {item.id.rpartition(".")[2] for item in rung.with_outcome("unmet")}


def blocks(rung: Rung) -> list[int | Fraction]:
    assert rung.sheet is not None
    assert all(block.points.known for block in rung.sheet.blocks)
    return [block.points.least for block in rung.sheet.blocks]


# -- worked examples of the rungs ------------------------------------------------------------------


def test_lad_1_a_status_opens_the_base_rung_while_the_sheet_of_2022_lasts() -> None:
    """LAD-1: a high-tech enterprise with 40 points passes in May 2023; a year into the new rule
    nobody can say.
    """
    facts = 'qualified_status = ["high-tech"]\ninnovative_score = 40\nstaff = 80'
    rung = pathway.ladder(firm("2023-05-01", ladder=facts)).rung("innovative")
    assert rung.outcome == "assumed"
    assert every(rung)[f"{INNOVATIVE}.direct.status"].outcome == "met"
    assert every(rung)[f"{INNOVATIVE}.score-min"].outcome == "unmet"
    assert pathway.ladder(firm("2026-05-01", ladder=facts)).rung("innovative").outcome == "unknown"


SHEET = """class1_ip = {class1}
class1_ip_own = 0
class1_ip_high_value = 0
class2_ip = 1
main_growth = {growth}
debt_ratio = {debt}
main_business_share = {share}
product_fields = ["other"]
rd_body = "none"
institutional_equity_2y = 0
institutional_equity_3y = 0
qualified_status = ["none"]
staff = 80
"""


@pytest.mark.parametrize(
    ("spent", "points", "total", "test"),
    [("4", [20, 20, 25], 65, "met"), ("2.5", [15, 20, 25], 60, "unmet")],
    ids=["passes", "sixty points and a floor missed"],
)
def test_lad_2_sixty_points_are_not_enough(
    spent: str, points: list[int], total: int, test: str
) -> None:
    """LAD-2: 65 points pass; a total of 60 fails where the block of innovation stays below 20."""
    facts = SHEET.format(class1=0, growth=0.12, debt=0.60, share=0.72)
    rung = pathway.ladder(
        firm("2023-05-01", {2022: f"revenue = 100\nrd_expense = {spent}"}, facts)
    ).rung("innovative")
    assert (blocks(rung), rung.sheet and rung.sheet.total.least) == (points, total)
    assert every(rung)[f"{INNOVATIVE}.test"].outcome == test
    floor = every(rung)[f"{INNOVATIVE}.floor.innovation"]
    assert floor.outcome == test


@pytest.mark.parametrize(
    ("spent", "growth", "debt", "share", "points", "edges"),
    [
        ("5", "0.15", "0.55", "0.70", [30, 30, 25], 4),
        ("4.99", "0.1499", "0.5501", "0.6999", [25, 20, 20], 0),
    ],
    ids=["on the edge", "below it"],
)
def test_lad_3_edges_take_the_higher_score(
    spent: str, growth: str, debt: str, share: str, points: list[int], edges: int
) -> None:
    """LAD-3: 85 points on the edges of four bands, which are flagged; 65 a hair below them."""
    facts = SHEET.format(class1=1, growth=growth, debt=debt, share=share)
    rung = pathway.ladder(
        firm("2023-05-01", {2022: f"revenue = 100\nrd_expense = {spent}"}, facts)
    ).rung("innovative")
    assert blocks(rung) == points
    assert rung.sheet is not None
    assert len(rung.sheet.edges) == edges
    assert (rung.sheet.edge_standing.status, rung.sheet.edge_standing.confidence) == (
        "unconfirmed",
        "high",
    )


LAD_4 = """years_in_niche = 2.5
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


def lad_4(as_of: str) -> pathway.Scenario:
    last = int(as_of[:4]) - 1
    years = {
        last - 1: "rd_expense = 0.9",
        last: "revenue = 12\nrd_expense = 1.2\nnet_profit = 0.84",
    }
    return firm(
        as_of,
        years,
        LAD_4,
        titles(("innovative", "2025-01-10")) + "\n[facts]\nrd_staff_ratio = 0.12",
    )


def test_lad_4_the_old_sheet() -> None:
    """LAD-4: in September 2025 the sheet gives 15 + 14 + 12 + 25 = 66, and the firm passes."""
    rung = pathway.ladder(lad_4("2025-09-01")).rung("specialised")
    assert blocks(rung) == [15, 14, 12, 25]
    assert rung.sheet is not None
    assert [i.points.least for b in rung.sheet.blocks for i in b.indicators] == [
        3,
        8,
        1,
        3,
        3,
        5,
        6,
        0,
        12,
        8,
        10,
        3,
        4,
    ]
    assert (rung.sheet.total.least, rung.outcome) == (66, "assumed")
    assert every(rung)[f"{SPECIAL}.merit"].outcome == "met"


def test_lad_4_a_year_later_five_gaps() -> None:
    """LAD-4: in September 2026 the same firm fails on five figures, and its development score is
    not known.
    """
    rung = pathway.ladder(lad_4("2026-09-01")).rung("specialised")
    assert unmet(rung) == {"years", "revenue", "rd", "main-share", "debt"}
    assert [item.id for item in rung.with_outcome("unknown")] == [f"{SPECIAL}.score"]
    gaps = {
        item.id.rpartition(".")[2]: item.lead and item.lead.shortfall
        for item in rung.with_outcome("unmet")
    }
    assert gaps == {
        "years": Fraction(1, 2),
        "revenue": 3_000_000,
        "rd": 100_000,
        "main-share": Fraction(2, 100),
        "debt": Fraction(2, 100),
    }
    assert every(rung)[f"{SPECIAL}.debt"].confidence == "low"


@pytest.mark.parametrize(
    ("equity", "revenue", "merit"),
    [(21, "met", "unmet"), (61, "met", "met"), (19, "unmet", "unmet")],
)
def test_lad_5_equity_replaces_revenue_and_score(equity: int, revenue: str, merit: str) -> None:
    """LAD-5: 20m of equity stand in for revenue, 60m for the score too; the direct condition
    replaces nothing else.
    """
    facts = f"years_in_niche = 4\nspecialised_score = 58\ninstitutional_equity_2y = {equity}\nstaff = 40"
    years = {2023: "revenue = 8\nrd_expense = 1.5", 2022: "rd_expense = 0.9"}
    found = pathway.ladder(firm("2024-06-01", years, facts))
    assert outcome(found, "specialised", f"{SPECIAL}.years") == "met"
    assert outcome(found, "specialised", f"{SPECIAL}.rd") == "met"
    assert outcome(found, "specialised", f"{SPECIAL}.revenue") == revenue
    assert outcome(found, "specialised", f"{SPECIAL}.merit") == merit
    assert found.rung("specialised").outcome == (
        "assumed" if (revenue, merit) == ("met", "met") else "unmet"
    )


LAD_6 = """years_in_niche = 3
main_business_share = 0.70
main_growth_2y = 0.05
debt_ratio = 0.70
market_share = 0.10
class1_ip = 2
rd_body = "city"
"""


def lad_6(as_of: str) -> pathway.Scenario:
    last = int(as_of[:4]) - 1
    years = {last - 1: "revenue = 114\nrd_expense = 3.648", last: "revenue = 120\nrd_expense = 3.6"}
    return firm(as_of, years, LAD_6, titles(("specialised", f"{last}-06-01")))


def test_lad_6_all_on_the_edge_passes_in_2024() -> None:
    """LAD-6: every figure exactly at the threshold of 2022 passes."""
    rung = pathway.ladder(lad_6("2024-05-01")).rung("little-giant")
    assert (unmet(rung), rung.with_outcome("unknown"), rung.outcome) == (set(), (), "assumed")
    assert rung.governing.version == "Q-2022+O-2024"


def test_lad_6_the_same_firm_fails_in_2026() -> None:
    """LAD-6: by the measures of 2026 main share, two years' R&D and IP fall short; leverage is
    within the new limit.
    """
    rung = pathway.ladder(lad_6("2026-09-01")).rung("little-giant")
    assert unmet(rung) == {"main-share", "rd-sum", "ip"}
    found = every(rung)
    assert found[f"{LITTLE}.debt"].outcome == "met"
    assert found[f"{LITTLE}.rd-ratio"].outcome == "met"
    # Compound growth of revenue takes three years, and two are given.
    assert found[f"{LITTLE}.growth"].outcome == "unknown"
    lead = found[f"{LITTLE}.rd-sum"].lead
    assert lead is not None
    assert (lead.value, lead.shortfall) == (7_248_000, 4_752_000)
    assert found[f"{LITTLE}.main-share"].lead.shortfall == Fraction(20, 100)  # type: ignore[union-attr]
    assert found[f"{LITTLE}.ip"].lead.shortfall == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("on", "revenue", "ratio", "name", "expected"),
    [
        ("2023-05-01", (100, 100), "0.03", "rd-ratio", "met"),
        ("2023-05-01", (99, 99), "0.05", "rd-ratio", "unmet"),
        ("2026-09-01", (150, 150), "0.04", "rd-sum", "met"),
        ("2026-09-01", (99, 95), "0.05", "rd-sum", "unmet"),
    ],
)
def test_lad_7_the_cliff_of_research_spending(
    on: str, revenue: tuple[int, int], ratio: str, name: str, expected: str
) -> None:
    """LAD-7: in 2022 one million less of revenue doubles the R&D ratio asked; in 2026 the two
    years' sum counts.
    """
    last = int(on[:4]) - 1
    years = {
        last - i: f"revenue = {amount}\nrd_expense = {float(amount * Fraction(ratio))}"
        for i, amount in enumerate(revenue)
    }
    found = pathway.ladder(firm(on, years))
    assert outcome(found, "little-giant", f"{LITTLE}.{name}") == expected


def test_lad_8_the_third_path_closes() -> None:
    """LAD-8: 30m of R&D on 45m of revenue meet the R&D condition in 2023; from 2025 revenue below
    50m is refused.
    """
    facts = "institutional_equity_2y = 80"
    years = dict.fromkeys((2022, 2024, 2025), "revenue = 45\nrd_expense = 30")
    staff = "[facts]\nrd_staff_ratio = 0.5"
    case = firm("2026-11-23", years, facts, staff)
    for on in (date(2023, 5, 1), date(2024, 5, 1)):
        found = pathway.ladder(firm("2024-12-31", {on.year - 1: years[2022]}, facts, staff), on)
        assert outcome(found, "little-giant", f"{LITTLE}.rd-ratio") == "met"
    seventh = pathway.ladder(case, batch=7)
    assert (seventh.on, outcome(seventh, "little-giant", f"{LITTLE}.revenue")) == (
        date(2025, 5, 14),
        "unmet",
    )
    assert (
        outcome(pathway.ladder(case, date(2026, 9, 1)), "little-giant", f"{LITTLE}.revenue")
        == "unmet"
    )


def test_lad_9_two_formulas_of_growth() -> None:
    """LAD-9: 100, 80, 108 grow by 7.5 % on arithmetic average and by 3.92 % compound; the answer
    names the one used.
    """
    years = {2020: "main_revenue = 100", 2021: "main_revenue = 80", 2022: "main_revenue = 108"}
    case = firm("2023-05-01", years)
    rung = pathway.ladder(case).rung("little-giant")
    assert rung.growth is not None
    assert (rung.growth.mean, rung.growth.used) == (Fraction(75, 1000), "arithmetic-mean")
    assert round(float(rung.growth.compound or 0), 4) == 0.0392
    assert every(rung)[f"{LITTLE}.growth"].outcome == "met"
    assert outcome(pathway.ladder(case, strict=True), "little-giant", f"{LITTLE}.growth") == "unmet"


def test_lad_10_growth_is_waived_for_review_firms() -> None:
    """LAD-10: in 2025 a batch-4 firm in review may shrink by 3 %, a new one may not; below 50m
    neither is let in.
    """

    def case(revenue: int, *held: tuple[str, str]) -> Rung:
        facts = "main_growth_2y = -0.03"
        return pathway.ladder(
            firm("2025-06-01", {2024: f"revenue = {revenue}"}, facts, titles(*held)), batch=7
        ).rung("little-giant")

    review = case(60, ("specialised", "2022-05-10"), ("little-giant", "2022-08-15"))
    assert (review.review, every(review)[f"{LITTLE}.growth"].outcome) == (True, "met")
    assert every(review)[f"{LITTLE}.revenue"].outcome == "met"
    new = case(60, ("specialised", "2023-05-10"))
    assert (new.review, every(new)[f"{LITTLE}.growth"].outcome) == (False, "unmet")
    small = case(48, ("specialised", "2022-05-10"), ("little-giant", "2022-08-15"))
    assert every(small)[f"{LITTLE}.revenue"].outcome == "unmet"


def test_lad_11_the_comb_of_reviews() -> None:
    """LAD-11: titles of 2021 are reviewed in 2024 and 2027, those of 2024 in 2027."""
    assert [review_year(date(2021, 7, 19)), review_year(date(2021, 7, 19), 2024)] == [2024, 2027]
    assert review_year(date(2024, 9, 2)) == 2027


def review_year(granted: date, *passed: int) -> int:
    """The year of the next review of a little giant that passed the reviews of some years."""
    (title,) = held(
        Firm(recognition=(Recognition("little-giant", granted, passed),)), date(2026, 11, 23)
    )
    return title.review_year


def test_lad_11_a_title_past_its_review_is_never_plainly_valid() -> None:
    """LAD-11: a batch-5 title without a result is expired or pending in November 2026, and says
    what it needs.
    """
    found = pathway.ladder(firm("2026-11-23", more=titles(("little-giant", "2023-07-14"))))
    (title,) = found.titles
    assert (title.batch, title.state, title.review_year, found.reached) == (
        5,
        "expired-or-pending",
        2026,
        None,
    )
    words = render(title.text)
    assert words == "expired or pending: needs 2026 review result"


def test_lad_12_a_champion_is_not_recommended_again() -> None:
    """LAD-12: a firm that holds champion status is not recommended as a little giant in 2025."""
    found = pathway.ladder(firm("2025-06-01", more=titles(("champion", "2024-03-20"))), batch=7)
    assert outcome(found, "little-giant", f"{LITTLE}.not-champion") == "unmet"


def test_lad_12_a_champion_may_be_large() -> None:
    """LAD-12: 5,000 staff and 2bn of revenue fail the size gate of the first three rungs and not
    the fourth.
    """
    case = firm(
        "2025-06-01", {2024: "revenue = 2000"}, "staff = 5000", titles(("champion", "2024-03-20"))
    )
    found = pathway.ladder(case)
    assert found.reached == "champion"
    for level in ("innovative", "specialised", "little-giant"):
        assert outcome(found, level, "recognition.lifecycle.sme-size") == "unmet"
    assert unmet(found.rung("champion")) == set()


# -- worked examples of path, money and data -------------------------------------------------------


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


@pytest.mark.parametrize(
    ("board", "on", "green", "notice"),
    [
        ("Ningbo", "2023-10-20", "open", "open"),
        ("Jiangsu", "2023-10-20", "open", "not-open"),
        ("江苏", "2023-10-20", "open", "not-open"),
        ("Jiangsu", "2023-10-19", "not-open", "not-open"),
        ("Sichuan", "2023-10-20", "not-open", "not-open"),
        ("Sichuan", "2026-11-23", "unknown", "unknown"),
    ],
)
def test_lad_14_bridges_by_place_and_day(board: str, on: str, green: str, notice: str) -> None:
    """LAD-14: which bridge to NEEQ is open depends on the market and on the day of the
    memoranda.
    """
    case = firm(
        on,
        ladder=f'special_board = "{board}"',
        more=titles(("little-giant", f"{int(on[:4]) - 1}-08-15")),
    )
    found = {way.id: way.opening for way in pathway.ladder(case).ways}
    assert (found["green-channel"], found["public-notice-review"]) == (green, notice)


@pytest.mark.parametrize(("revenue", "expected"), [("41", "met"), ("40", "unmet")])
def test_lad_15_more_than_forty_million(revenue: str, expected: str) -> None:
    """LAD-15: Hunan's board asks for more than 40m of revenue; exactly 40m is not more."""
    figures = (
        f"revenue = {revenue}\nrd_expense = {float(Fraction(revenue) * 3 / 100)}\nnet_profit = 5"
    )
    years = {2024: figures, 2023: "net_profit = 4"}
    facts = "revenue_growth_2y = 0.10\ninstitutional_equity_3y = 0"
    more = (
        titles(("specialised", "2024-05-10"))
        + '\n[facts]\nmarket_cap = 80\n[firm]\nprovince = "Hunan"'
    )
    (board,) = pathway.ladder(firm("2025-11-21", years, facts, more)).boards
    assert (board.condition.id, board.condition.outcome) == (
        "recognition.board.hunan-2025",
        expected,
    )
    assert board.condition.status == "official"


def test_lad_17_both_ways_to_bse_pay_the_same_in_chengdu() -> None:
    """LAD-17: 0.2 + 0.1 + 1.0 and 0.3 + 1.0 million are the same; the bonus of the draft stands
    apart.
    """
    found = pathway.ladder(firm("2024-06-01", more='[firm]\nprovince = "Sichuan"'))
    assert {t.route: t.amount for t in totals(found.money)} == {
        "neeq>innovation>bse": 1_300_000,
        "neeq-direct>bse": 1_300_000,
    }
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
    facts = LAD_4.replace("province_score = 12\n", "")
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
def test_every_version_of_the_ladder_is_sound(provision) -> None:  # type: ignore[no-untyped-def]
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
