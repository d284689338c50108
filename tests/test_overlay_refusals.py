"""What an overlay may not say, and what is said about it: place, finding, expectation, nearest
valid name. One bad overlay for each error that a reader of rulebooks can report.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import frozen

from pathway.base.errors import InputError, Problem
from pathway.base.phrases import Lang, Phrase
from pathway.law.rulebook import Overlay, load_rules
from tests.conftest import Run

FIRM = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"
VERSION = "bse.reform.version[0]"
RULE = """\
[bse.reform]
en = "A reform"
zh = "一项改革"
steps = ["bse"]
[[bse.reform.version]]
effective = 2027-07-01
tested_at = ["filed"]
cite = { instrument = "my-reform", article = "1" }
status = "unconfirmed"
requires = "market_cap >= 200m"
[instrument.my-reform]
en = "A reform under discussion"
zh = "讨论中的改革"
"""
DURATION = """\
[[duration]]
step = "bse"
since = "filed"
to = "accepted"
floor = 0
typical = "5 working days"
cautious = 19
status = "derived"
basis = { en = "counted", zh = "计数" }
"""


CHAIN = "".join(
    f"""\
[bse.reform-{n}]
en = "A reform"
zh = "一项改革"
[[bse.reform-{n}.version]]
effective = 2027-07-01
cite = {{ instrument = "my-reform", article = "1" }}
status = "unconfirmed"
requires = "{f"bse.reform-{n + 1}" if n < 40 else "always"}"
"""
    for n in range(41)
)


@frozen
class Refusal:
    """A change that makes a right overlay wrong (a line of it, and what stands there instead), and
    the one problem that it is refused with.
    """

    was: str
    becomes: str
    path: str
    found: str
    en: str
    zh: str
    nearest: str | None = None

    @property
    def text(self) -> str:
        """The bad overlay."""
        good = DURATION if self.was in DURATION else RULE
        assert good.count(self.was) == 1
        return good.replace(self.was, self.becomes)


def requires(expression: str, found: str, en: str, zh: str, near: str | None = None) -> Refusal:
    """A requirement that is not in the language. Its message ends with the place."""
    was = 'requires = "market_cap >= 200m"'
    path = f"{VERSION}.requires"
    return Refusal(was, f"requires = '{expression}'", path, found, en, zh, near)


def effect(line: str, key: str, found: str, en: str, zh: str, near: str | None = None) -> Refusal:
    """Another effect instead of the requirement, with something wrong under `key`: "" for the
    version, "!" for what it names.
    """
    path = "bse.reform" if key == "!" else f"{VERSION}.{key}" if key else VERSION
    return Refusal('requires = "market_cap >= 200m"', line, path, found, en, zh, near)


def reissued(rows: str, key: str, found: str, en: str, zh: str, near: str | None = None) -> Refusal:
    """Re-issues of the version, with something wrong under `key`."""
    was = 'requires = "market_cap >= 200m"'
    return Refusal(
        was, f"{was}\nreissued = {rows}", f"{VERSION}.reissued{key}", found, en, zh, near
    )


DATE = ("expected a date such as 2027-07-01", "应为日期，例如 2027-07-01")
AFTER = ("expected a day after the one on which it begins", "失效日期应晚于起始日期")
TEXT = ("expected a text", "应为文本")
TEXTS = ("expected a list of texts", "应为文本列表")
TABLE = ("expected a table", "应为表")
MONTHS = ("expected a list of months (1 to 12)", "应为月份列表（1至12）")
DATES = ("expected a list of dates such as 2027-07-01", "应为日期列表，例如 2027-07-01")
YEARLY = ('expected a list of days of every year as "MM-DD"', '应为每年都有的日期（"MM-DD"）列表')
LEAD = ("expected a number of days from 0 to 366", "应为0至366的天数")
PARTS = ('expected a list of { part = "1/3"', '应为 { part = "1/3"')
PERIOD = ('expected a period such as "12 months"', '应为期间，例如 "12 months"')
VERSIONS = ("expected at least one [[…version]]", "至少需要一个 [[…version]]")
ONE_EFFECT = (
    "expected exactly one effect: requires, names, brings, lag",
    "须写且只能写一种效力：requires",
)
STATUS = ("expected one of: official, reported, derived", "应为以下之一：official")
KIND = ("expected one of: trading-day, working-day", "应为以下之一：trading-day")
PROVISION = ("a provision holds only: en, steps, version, zh", "规则条目只能包含：en")
CITE = ('expected cite = { instrument = "…"', '应为 cite = { instrument = "…"')
NO_RULE = ("no provision has this id", "没有编号为此的规则条目")
NOTE = ("expected the name of a [note.…] of this file", "应为本文件中 [note.…] 的名称")
REISSUED = ("expected a list of { effective = 2025-04-25, cite = … }", "{ effective = 2025-04-25")
ORDER = ("re-issues follow their version in order of time", "重新发布项应按时间排在所属版本之后")
CITED = 'cite = { instrument = "my-reform" }'
NO_STEP = ("no step has this name", "没有这个名称的步骤")
NO_MILESTONE = ("no milestone of the step has this name", "该步骤没有这个名称的节点")
NO_KEY = ("unknown key here", "此处没有这个字段")
STEPS = 'steps = ["bse"]'
EFFECTIVE = "effective = 2027-07-01"
TESTED = 'tested_at = ["filed"]'

REFUSALS: dict[str, Refusal] = {
    # the file
    "not TOML": Refusal(
        STEPS,
        "steps = [",
        "",
        "",
        "line 5, column 3: Invalid value",
        "第5行第3列不符合 TOML 语法：值的写法不正确",
    ),
    "a date that is none": Refusal(
        EFFECTIVE,
        "effective = 2027-02-30",
        "",
        "",
        "line 6, column 13: Invalid date or datetime",
        "日期写法不正确",
    ),
    "a day of checking in words": Refusal(
        "[bse.reform]",
        '[book]\nchecked_on = "today"\n[bse.reform]',
        "book.checked_on",
        "today",
        *DATE,
    ),
    "a key outside of any provision": Refusal(
        "[bse.reform]", "verson = 1\n[bse.reform]", "verson", "verson", *PROVISION, "version"
    ),
    "what would drive a terminal": Refusal(
        EFFECTIVE,
        'effective = "\\u001b[2J\\n2027"',
        f"{VERSION}.effective",
        "\\u001b[2J\\u000a2027",
        *DATE,
    ),
    "a title that would drive a terminal": Refusal(
        'en = "A reform"',
        'en = "\\u001b[2J\\u202eA reform"',
        "bse.reform.en",
        "",
        "expected characters that print",
        "应仅含可显示字符",
    ),
    "a key that would drive a terminal": Refusal(
        "[bse.reform]",
        '"\\u001b[2J" = 1\n[bse.reform]',
        "\x1b[2J",
        "\\u001b[2J",
        *PROVISION,
    ),
    "a book that is no table": Refusal(
        "[bse.reform]", "book = 3\n[bse.reform]", "book", "3", *TABLE
    ),
    "an unknown key of the book": Refusal(
        "[bse.reform]",
        "[book]\nchecked = 2027-01-01\n[bse.reform]",
        "book.checked",
        "checked",
        *NO_KEY,
        "checked_on",
    ),
    # a provision
    "an unknown key of a provision": Refusal(
        STEPS, 'step = ["bse"]', "bse.reform.step", "step", *PROVISION, "steps"
    ),
    "a step that does not exist": Refusal(
        STEPS, 'steps = ["innovatoin"]', "bse.reform.steps", "innovatoin", *NO_STEP, "innovation"
    ),
    "a rule that is tested and governs no step": Refusal(
        STEPS, "", "bse.reform", "filed", *NO_MILESTONE
    ),
    "steps that are no list": Refusal(STEPS, 'steps = "bse"', "bse.reform.steps", "bse", *TEXTS),
    "steps that are no texts": Refusal(STEPS, "steps = [1]", "bse.reform.steps", "[…]", *TEXTS),
    "no English title": Refusal('en = "A reform"\n', "", "bse.reform.en", "", *TEXT),
    "a title that is no text": Refusal('zh = "一项改革"', "zh = 1", "bse.reform.zh", "1", *TEXT),
    "a provision without versions": Refusal(
        "[instrument.my-reform]",
        '[bse.other]\nen = "x"\nzh = "x"\n[instrument.my-reform]',
        "bse.other.version",
        "",
        *VERSIONS,
    ),
    "a single version without its second brackets": Refusal(
        "[[bse.reform.version]]", "[bse.reform.version]", "bse.reform.version", "{…}", *VERSIONS
    ),
    "a version that is no table": Refusal(
        "[instrument.my-reform]",
        '[bse.other]\nen = "x"\nzh = "x"\nversion = [3]\n[instrument.my-reform]',
        "bse.other.version[0]",
        "3",
        *TABLE,
    ),
    "two versions from one day": Refusal(
        "[instrument.my-reform]",
        '[[bse.reform.version]]\neffective = 2027-07-01\nrequires = "always"\nstatus = "derived"\n'
        'cite = { instrument = "my-reform" }\n[instrument.my-reform]',
        "bse.reform.version",
        "2027-07-01",
        "two versions take effect on the same day",
        "两个版本同日生效",
    ),
    # a version
    "an unknown key of a version": Refusal(
        TESTED,
        'test_at = ["filed"]',
        f"{VERSION}.test_at",
        "test_at",
        "unknown key of a version",
        "版本中没有这个字段",
        "tested_at",
    ),
    "no day of effect": Refusal(EFFECTIVE, "", f"{VERSION}.effective", "", *DATE),
    "a day of effect as a text": Refusal(
        EFFECTIVE, 'effective = "2027-07-01"', f"{VERSION}.effective", "2027-07-01", *DATE
    ),
    "a day of effect with an hour": Refusal(
        EFFECTIVE,
        "effective = 2027-07-01T09:30:00",
        f"{VERSION}.effective",
        "2027-07-01 09:30:00",
        *DATE,
    ),
    "a day of publication in words": Refusal(
        TESTED, f'{TESTED}\npublished = "soon"', f"{VERSION}.published", "soon", *DATE
    ),
    "an end that is a year": Refusal(
        TESTED, f"{TESTED}\nuntil = 2030", f"{VERSION}.until", "2030", *DATE
    ),
    "an end published in words": Refusal(
        TESTED,
        f'{TESTED}\nended_published = "2030"',
        f"{VERSION}.ended_published",
        "2030",
        *DATE,
    ),
    "a day of checking of a version": Refusal(
        TESTED, f"{TESTED}\nchecked_on = true", f"{VERSION}.checked_on", "true", *DATE
    ),
    "a tested milestone that stands alone": Refusal(
        TESTED, 'tested_at = "filed"', f"{VERSION}.tested_at", "filed", *TEXTS
    ),
    "a tested milestone that does not exist": Refusal(
        TESTED, 'tested_at = ["flied"]', "bse.reform", "flied", *NO_MILESTONE, "filed"
    ),
    "a tested milestone of another step": Refusal(
        TESTED, 'tested_at = ["window"]', "bse.reform", "window", *NO_MILESTONE
    ),
    "a picking milestone that does not exist": Refusal(
        TESTED,
        f'{TESTED}\napplies_by = "acepted"',
        "bse.reform",
        "acepted",
        *NO_MILESTONE,
        "accepted",
    ),
    "a picking milestone that is no text": Refusal(
        TESTED, f'{TESTED}\napplies_by = ["filed"]', f"{VERSION}.applies_by", "[…]", *TEXT
    ),
    "a citation in words": Refusal(
        'cite = { instrument = "my-reform", article = "1" }',
        'cite = "my-reform"',
        f"{VERSION}.cite",
        "my-reform",
        *CITE,
    ),
    "a citation without its instrument": Refusal(
        'cite = { instrument = "my-reform", article = "1" }',
        'cite = { article = "1" }',
        f"{VERSION}.cite.instrument",
        "",
        *TEXT,
    ),
    "an unknown key of a citation": Refusal(
        'article = "1"', 'artcle = "1"', f"{VERSION}.cite.artcle", "artcle", *NO_KEY, "article"
    ),
    "an article that is a number": Refusal(
        'article = "1"', "article = 1", f"{VERSION}.cite.article", "1", *TEXT
    ),
    "an instrument that nobody defines": Refusal(
        'instrument = "my-reform"',
        'instrument = "my-refrom"',
        "bse.reform.cite",
        "my-refrom",
        "no instrument has this id",
        "没有编号为此的文件",
        "my-reform",
    ),
    "no status": Refusal('status = "unconfirmed"', "", f"{VERSION}.status", "", *STATUS),
    "a status that is no text": Refusal(
        'status = "unconfirmed"', "status = true", f"{VERSION}.status", "true", *STATUS
    ),
    "an unknown status": Refusal(
        'status = "unconfirmed"',
        'status = "unconfrmed"',
        f"{VERSION}.status",
        "unconfrmed",
        *STATUS,
        "unconfirmed",
    ),
    "an unknown firmness": Refusal(
        'status = "unconfirmed"',
        'status = "unconfirmed/sure"',
        f"{VERSION}.status",
        "unconfirmed/sure",
        *STATUS,
        "unconfirmed",
    ),
    "a note without its Chinese": Refusal(
        TESTED, f'{TESTED}\nnote = {{ en = "x" }}', f"{VERSION}.note.zh", "", *TEXT
    ),
    "a note by a name that the file does not give": Refusal(
        TESTED, f'{TESTED}\nnote = "compared"', f"{VERSION}.note", "compared", *NOTE
    ),
    "a note that is a number": Refusal(
        TESTED, f"{TESTED}\nnote = 3", f"{VERSION}.note", "3", *NOTE
    ),
    "notes that are no tables": Refusal(
        "[bse.reform]", "note = 3\n[bse.reform]", "note", "3", *TABLE
    ),
    "a named note that is no table": Refusal(
        "[bse.reform]", '[note]\nshort = "x"\n[bse.reform]', "note.short", "x", *TABLE
    ),
    "a named note without its Chinese": Refusal(
        "[bse.reform]", '[note.short]\nen = "x"\n[bse.reform]', "note.short.zh", "", *TEXT
    ),
    "a quotation that is no text": Refusal(
        TESTED, f'{TESTED}\nquote = ["x"]', f"{VERSION}.quote", "[…]", *TEXT
    ),
    # a re-issue
    "re-issues that are no list": reissued("true", "", "true", *REISSUED),
    "a version that ends before it begins": Refusal(
        EFFECTIVE,
        f"{EFFECTIVE}\nuntil = 2027-06-30",
        f"{VERSION}.until",
        "2027-06-30",
        *AFTER,
    ),
    "a version that ends on its first day": Refusal(
        EFFECTIVE,
        f"{EFFECTIVE}\nuntil = 2027-07-01",
        f"{VERSION}.until",
        "2027-07-01",
        *AFTER,
    ),
    "a duration whose starts end before they begin": Refusal(
        "floor = 0",
        "floor = 0\nstarts_from = 2027-07-01\nstarts_until = 2027-01-01",
        "duration[0].starts_until",
        "2027-01-01",
        *AFTER,
    ),
    "a re-issue that is a day": reissued("[2027-08-01]", "[0]", "2027-08-01", *REISSUED),
    "a re-issue without its day": reissued(f"[{{ {CITED} }}]", "[0].effective", "", *DATE),
    "a re-issue that cites nothing": reissued(
        "[{ effective = 2028-01-01 }]", "[0].cite", "", *CITE
    ),
    "a re-issue that changes the rule": reissued(
        f"[{{ effective = 2028-01-01, {CITED}, requires = 'roe >= 8%' }}]",
        "[0].requires",
        "requires",
        "unknown key of a re-issue: what else changes makes a [[…version]] of its own",
        "重新发布项中没有这个字段：其他内容有变的，应另列 [[…version]]",
    ),
    "a re-issue of an unknown status": reissued(
        f"[{{ effective = 2028-01-01, {CITED}, status = 'oficial' }}]",
        "[0].status",
        "oficial",
        *STATUS,
        "official",
    ),
    "a re-issue before its version": reissued(
        f"[{{ effective = 2027-06-01, {CITED} }}]", "", "2027-06-01", *ORDER
    ),
    "re-issues that are out of order": reissued(
        f"[{{ effective = 2029-01-01, {CITED} }}, {{ effective = 2028-01-01, {CITED} }}]",
        "",
        "2028-01-01",
        *ORDER,
    ),
    "a re-issue after the next version": reissued(
        f"[{{ effective = 2029-01-01, {CITED} }}]\n[[bse.reform.version]]\n"
        f'effective = 2028-01-01\n{CITED}\nstatus = "derived"\nrequires = "roe >= 8%"',
        "",
        "2029-01-01",
        *ORDER,
    ),
    # its effect
    "no effect": effect("", "", "", *ONE_EFFECT),
    "two effects": effect(
        'requires = "always"\ndays = { kind = "closed" }', "", "requires, days", *ONE_EFFECT
    ),
    "a requirement that is no text": effect("requires = 200", "requires", "200", *TEXT),
    "a strict reading that is no text": effect(
        'requires = "always"\nstrict = false', "strict", "false", *TEXT
    ),
    "a lead of more than a year": effect('requires = "always"\nlead = 367', "lead", "367", *LEAD),
    "a lead beyond all counting": effect(
        f'requires = "always"\nlead = 0x{"f" * 5000}', "lead", "10^6000", *LEAD
    ),
    "a lead that is a period": effect(
        'requires = "always"\nlead = "15 days"', "lead", "15 days", *LEAD
    ),
    "a statement of no known kind": Refusal(
        f'{TESTED}\ncite = {{ instrument = "my-reform", article = "1" }}\n'
        'status = "unconfirmed"\nrequires = "market_cap >= 200m"',
        f"{CITED}\nstatus = 'unconfirmed'\nstates = 'notes'",
        f"{VERSION}.states",
        "notes",
        "expected one of: definition, note, unchecked, nothing",
        "应为以下之一：definition",
        "note",
    ),
    "a statement that is tested": Refusal(
        'requires = "market_cap >= 200m"',
        'states = "note"',
        f"{VERSION}.tested_at",
        "",
        "what is only stated is tested at no milestone",
        "仅作陈述的版本不设检验节点",
    ),
    "a lag that is a period": effect('lag = "12 months"', "lag", "12 months", *TABLE),
    "a lag since nothing": effect('lag = { period = "12 months" }', "lag.since", "", *TEXT),
    "a lag since a milestone that does not exist": effect(
        'lag = { since = "neeq.list", period = 3 }', "!", "neeq.list", *NO_MILESTONE, "neeq.listed"
    ),
    "an unknown key of a lag": effect(
        'lag = { since = "filed", period = 3, boundry = true }',
        "lag.boundry",
        "boundry",
        *NO_KEY,
        "boundary",
    ),
    "a lag of no unit": effect(
        'lag = { since = "filed", period = "12 moons" }', "lag.period", "12 moons", *PERIOD
    ),
    "a disputed day that is no yes or no": effect(
        'lag = { since = "filed", period = 3, boundary = "yes" }',
        "lag.boundary",
        "yes",
        "expected true or false",
        "应为 true 或 false",
    ),
    "an exception that is no text": effect(
        "lag = { since = 'filed', period = 3, unless = true }", "lag.unless", "true", *TEXT
    ),
    "an exception that is not in the language": effect(
        "lag = { since = 'filed', period = 3, unless = 'holdrs >= 1' }",
        "lag.unless",
        "holdrs",
        "unknown metric holdrs (line 1, column 1 of the expression)",
        "未知指标 holdrs（表达式第1行第1列）",
        "holders",
    ),
    "a limit without its period": effect(
        "limit = { since = 'filed' }", "limit.period", "", *PERIOD
    ),
    "a limit since a milestone that does not exist": effect(
        'limit = { since = "pass", period = 3 }', "!", "pass", *NO_MILESTONE, "tutoring_passed"
    ),
    "an unknown key of a limit": effect(
        'limit = { since = "filed", period = 3, unless = "sponsor" }',
        "limit.unless",
        "unless",
        *NO_KEY,
    ),
    "a limit of less than nothing": effect(
        "limit = { since = 'filed', period = -1 }", "limit.period", "-1", *PERIOD
    ),
    "a clock since a number": effect(
        "clock = { since = 1, period = 1 }", "clock.since", "1", *TEXT
    ),
    "an unknown key of a clock": effect(
        'clock = { since = "filed", period = 3, boundary = true }',
        "clock.boundary",
        "boundary",
        *NO_KEY,
    ),
    "a clock of too many days": effect(
        "clock = { since = 'filed', period = 10000 }", "clock.period", "10000", *PERIOD
    ),
    "days of no kind": effect("days = {}", "days.kind", "", *KIND),
    "days of several kinds": effect("days = { kind = ['closed'] }", "days.kind", "[…]", *KIND),
    "days of an unknown kind": effect(
        "days = { kind = 'workingday' }", "days.kind", "workingday", *KIND, "working-day"
    ),
    "days with a key of other days": effect(
        "days = { kind = 'working-day', months = [1] }", "days.months", "months", *NO_KEY
    ),
    "days of no month": effect("days = { kind = 'last-trading-day' }", "days.months", "", *MONTHS),
    "days of a thirteenth month": effect(
        "days = { kind = 'last-trading-day', months = [1, 13] }", "days.months", "[…]", *MONTHS
    ),
    "days of a month by its name": effect(
        "days = { kind = 'last-week-of-month', months = ['May'] }", "days.months", "[…]", *MONTHS
    ),
    "no yearly days": effect("days = { kind = 'yearly', days = [] }", "days.days", "[]", *YEARLY),
    "a yearly day in words": effect(
        "days = { kind = 'yearly', days = ['1 May'] }", "days.days", "[…]", *YEARLY
    ),
    "a yearly day that some years lack": effect(
        "days = { kind = 'yearly', days = ['02-29'] }", "days.days", "[…]", *YEARLY
    ),
    "a yearly day that is a date": effect(
        "days = { kind = 'yearly', days = [2027-01-01] }", "days.days", "[…]", *YEARLY
    ),
    "a listed day without its year": effect(
        "days = { kind = 'listed', days = ['04-30'] }", "days.days", "[…]", *DATES
    ),
    "a release that is a share": effect('release = "1/3"', "release", "1/3", *PARTS),
    "a release of a percentage": effect(
        "release = [{ part = '33%', after = 0 }, { part = '1/3', after = 0 }]",
        "release[0]",
        "{…}",
        *PARTS,
    ),
    "a release of a part by nothing": effect(
        "release = [{ part = '1/0', after = 0 }, { part = '1/3', after = 0 }]",
        "release[0]",
        "{…}",
        *PARTS,
    ),
    "an unknown key of a release": effect(
        "release = [{ part = '1/3', after = 0, of = 'x' }]", "release[0].of", "of", *NO_KEY
    ),
    "a release of more than all": effect(
        "release = [{ part = '2/3', after = 0 }, { part = '1/2', after = 9 }]",
        "release",
        "[…]",
        "expected parts above 0 that come to 1 at most",
        "各部分应大于0，合计不超过1",
    ),
    "a release of nothing": effect(
        "release = [{ part = '0/3', after = 0 }]",
        "release",
        "[…]",
        "expected parts above 0 that come to 1 at most",
        "各部分应大于0，合计不超过1",
    ),
    "a release at no time": effect("release = [{ part = '1/3' }]", "release[0].after", "", *PERIOD),
    "what is only named, where nobody knows what": effect(
        "names = 'not bse.standrad.1'", "!", "bse.standrad.1", *NO_RULE, "bse.standard.1"
    ),
    "an event that nobody can tell": effect(
        "brings = { event = 'tier-demotoin', when = 'always' }",
        "brings.event",
        "tier-demotoin",
        "expected one of: application-rejected",
        "应为以下之一：application-rejected",
        "tier-demotion",
    ),
    "several events at once": effect(
        "brings = { event = ['tier-demotion'], when = 'always' }",
        "brings.event",
        "[…]",
        "expected one of: application-rejected",
        "应为以下之一：application-rejected",
    ),
    "a ground of demotion that there is not": effect(
        "brings = { event = 'tier-demotion', when = 'always', ground = 'prise' }",
        "brings.ground",
        "prise",
        "expected one of: late-report, annual-report, price, other",
        "应为以下之一：late-report",
        "price",
    ),
    "an event that nothing brings": effect(
        "brings = { event = 'tier-demotion' }", "brings.when", "", *TEXT
    ),
    "an event brought by what nobody defines": effect(
        "brings = { event = 'tier-demotion', when = 'bse.standrad.1' }",
        "!",
        "bse.standrad.1",
        *NO_RULE,
        "bse.standard.1",
    ),
    "an unknown key of an event": effect(
        "brings = { event = 'tier-demotion', when = 'always', since = 'filed' }",
        "brings.since",
        "since",
        *NO_KEY,
    ),
    # its requirement
    "a metric that nobody knows": requires(
        "net_proft >= 30m",
        "net_proft",
        "unknown metric net_proft (line 1, column 1 of the expression)",
        "未知指标 net_proft（表达式第1行第1列）",
        "net_profit",
    ),
    "a metric of the recognition ladder": requires(
        "years_in_niche >= 3",
        "years_in_niche",
        "unknown metric years_in_niche (line 1, column 1 of the expression)",
        "未知指标 years_in_niche（表达式第1行第1列）",
    ),
    "a function that nobody knows": requires(
        "median(roe, 2) >= 8%",
        "median",
        "unknown function median (line 1, column 1 of the expression)",
        "未知函数 median（表达式第1行第1列）",
    ),
    "an option that nobody knows": requires(
        'clear_of("csrc-penalty", 12 months, till=2027-01-01)',
        "clear_of(till=)",
        "unknown function clear_of(till=) (line 1, column 37 of the expression)",
        "未知函数 clear_of(till=)（表达式第1行第37列）",
    ),
    "a venue that there is not": requires(
        'clear_of("application-rejected", 12 months, venue="bes")',
        "bes",
        "unknown word bes; expected one of: unlisted, regional, neeq-base",
        "未知取值 bes；应为以下之一：unlisted",
    ),
    "a venue of an event that has none": requires(
        'clear_of("late-report", 12 months, venue="bse")',
        "late-report",
        "an event of the kind late-report has no venue",
        "late-report 类事件没有 venue",
    ),
    "an industry that there is not": requires(
        'industry_in("C34", "3C4")',
        "3C4",
        "3C4 is no GB/T 4754 code such as C34",
        "3C4 不是 GB/T 4754 行业代码",
    ),
    "a person that nobody knows": requires(
        'clear_of("csrc-penalty", 12 months, on="company controler")',
        "controler",
        "unknown word controler; expected one of: company, controller, director, officer, "
        "subsidiary, holder (line 1, column 40 of the expression)",
        "未知取值 controler；应为以下之一：company、controller、director、officer、subsidiary、holder"
        "（表达式第1行第40列）",
        "controller",
    ),
    "the execution of what is not executed": requires(
        'clear_of("late-report", 12 months, from="executed")',
        "late-report",
        "an event of the kind late-report has no executed (line 1, column 1 of the expression)",
        "late-report 类事件没有 executed（表达式第1行第1列）",
    ),
    "an event that nobody knows": requires(
        'clear_of("csrc-penality", 12 months)',
        "csrc-penality",
        "unknown kind of event csrc-penality (line 1, column 1 of the expression)",
        "未知事件类型 csrc-penality（表达式第1行第1列）",
        "csrc-penalty",
    ),
    "years that are a period": requires(
        "mean(roe, 2 months) >= 8%",
        "mean",
        "wrong arguments for mean(…) (line 1, column 1 of the expression)",
        "mean(…) 的参数不正确（表达式第1行第1列）",
    ),
    "a day that is none": requires(
        'clear_of("csrc-penalty", 12 months, since=2027-02-29)',
        "",
        "2027-02-29 is not a day of the calendar (line 1, column 43 of the expression)",
        "2027-02-29 不是有效日期（表达式第1行第43列）",
    ),
    "a sign that is none": requires(
        "roe >= 8% & holders",
        "",
        "unexpected & holders (line 1, column 11 of the expression)",
        "此处不应出现 & holders（表达式第1行第11列）",
    ),
    "a parenthesis too few": requires(
        "(roe >= 8%",
        "",
        "expected ) but found ∎ (line 1, column 11 of the expression)",
        "此处应为 )，输入为 ∎（表达式第1行第11列）",
    ),
    "too many parentheses": requires(
        "(" * 41 + "sponsor" + ")" * 41,
        "",
        "too many nested parentheses (line 1, column 41 of the expression)",
        "括号嵌套过深（表达式第1行第41列）",
    ),
    "an expression without end": requires(
        "roe >= 8%" + " or roe >= 8%" * 2000,
        "",
        "longer than 20000 characters (line 1, column 20001 of the expression)",
        "长度超过20000个字符（表达式第1行第20001列）",
    ),
    "a number for a condition": requires(
        "roe + 1",
        "",
        "a number stands where a condition is needed (line 1, column 1 of the expression)",
        "此处需要条件，而不是数值（表达式第1行第1列）",
    ),
    "a condition for a number": requires(
        "(roe >= 8%) >= 1",
        "",
        "a condition stands where a number is needed (line 1, column 1 of the expression)",
        "此处需要数值，而不是条件（表达式第1行第1列）",
    ),
    "a second line": requires(
        "''roe >= 8%\n and holdrs >= 200''",
        "holdrs",
        "unknown metric holdrs (line 2, column 6 of the expression)",
        "未知指标 holdrs（表达式第2行第6列）",
        "holders",
    ),
    "a provision that nobody defines": Refusal(
        'requires = "market_cap >= 200m"',
        'requires = "bse.standard.11"',
        "bse.reform",
        "bse.standard.11",
        *NO_RULE,
        "bse.standard.1",
    ),
    "a strict reading that rests on nothing": Refusal(
        'requires = "market_cap >= 200m"',
        'requires = "roe >= 8%"\nstrict = "roe >= 8% and bse.standrad.1"',
        "bse.reform",
        "bse.standrad.1",
        *NO_RULE,
        "bse.standard.1",
    ),
    "an exception that rests on nothing": Refusal(
        'requires = "market_cap >= 200m"',
        'lag = { since = "filed", period = 3, unless = "bse.standrad.1" }',
        "bse.reform",
        "bse.standrad.1",
        *NO_RULE,
        "bse.standard.1",
    ),
    "a provision that rests on itself": Refusal(
        'requires = "market_cap >= 200m"',
        'requires = "roe >= 8% and not bse.reform"',
        "bse.reform",
        "bse.reform",
        "the provision refers to itself in a circle",
        "规则条目循环引用自身",
    ),
    "provisions that lead on and on": Refusal(
        'requires = "market_cap >= 200m"',
        'requires = "bse.reform-0"\n' + CHAIN,
        "bse.reform-0",
        "bse.reform-0",
        "leads through more than 40 provisions",
        "层层引用的规则条目超过40条",
    ),
    # an instrument
    "instruments that are no tables": Refusal(
        "[[duration]]", "instrument = 3\n[[duration]]", "instrument", "3", *TABLE
    ),
    "an instrument that is no table": Refusal(
        "[instrument.my-reform]",
        "[instrument]\nother = 3\n[instrument.my-reform]",
        "instrument.other",
        "3",
        *TABLE,
    ),
    "an unknown key of an instrument": Refusal(
        "[instrument.my-reform]",
        "[instrument.my-reform]\nnubmer = '1'",
        "instrument.my-reform.nubmer",
        "nubmer",
        *NO_KEY,
        "number",
    ),
    "an instrument without its title": Refusal(
        'en = "A reform under discussion"\n', "", "instrument.my-reform.en", "", *TEXT
    ),
    "an instrument with a number for its number": Refusal(
        "[instrument.my-reform]",
        "[instrument.my-reform]\nnumber = 210",
        "instrument.my-reform.number",
        "210",
        *TEXT,
    ),
    "an instrument of a year": Refusal(
        "[instrument.my-reform]",
        "[instrument.my-reform]\npromulgated = 2027",
        "instrument.my-reform.promulgated",
        "2027",
        *DATE,
    ),
    "an instrument with an address that is no text": Refusal(
        "[instrument.my-reform]",
        "[instrument.my-reform]\naddress = []",
        "instrument.my-reform.address",
        "[]",
        *TEXT,
    ),
    "an instrument seen in a way that is none": Refusal(
        "[instrument.my-reform]",
        '[instrument.my-reform]\nevidence = "hearsay"',
        "instrument.my-reform.evidence",
        "hearsay",
        "expected one of: whole-text, notice, press, inference",
        "应为以下之一：whole-text、notice、press、inference",
    ),
    "an instrument copied by a number": Refusal(
        "[instrument.my-reform]",
        "[instrument.my-reform]\ncopy = 3",
        "instrument.my-reform.copy",
        "3",
        *TEXT,
    ),
    # a duration
    "a duration that is no table": Refusal(
        "[bse.reform]", "duration = [3]\n[bse.reform]", "duration[0]", "3", *TABLE
    ),
    "durations that are a number": Refusal(
        "[bse.reform]", "duration = 3\n[bse.reform]", "duration[0]", "3", *TABLE
    ),
    "a duration of no step": Refusal('step = "bse"\n', "", "duration[0].step", "", *TEXT),
    "a duration of a step that does not exist": Refusal(
        'step = "bse"', 'step = "bes"', "duration[0].step", "bes", *NO_STEP, "bse"
    ),
    "a duration since a milestone that does not exist": Refusal(
        'since = "filed"', 'since = "fild"', "duration[0].since", "fild", *NO_MILESTONE, "filed"
    ),
    "a duration to a milestone of another step": Refusal(
        'to = "accepted"', 'to = "window"', "duration[0].to", "window", *NO_MILESTONE
    ),
    "a duration that rests on nothing": Refusal(
        "floor = 0",
        'floor = 0\nrule = "bse.acceptence"',
        "duration[0].rule",
        "bse.acceptence",
        *NO_RULE,
        "bse.acceptance",
    ),
    "an unknown key of a duration": Refusal(
        "floor = 0",
        "floor = 0\nstarts_form = 2027-01-01",
        "duration[0].starts_form",
        "starts_form",
        *NO_KEY,
        "starts_from",
    ),
    "a duration since nothing": Refusal('since = "filed"\n', "", "duration[0].since", "", *TEXT),
    "a duration back in time": Refusal(
        'since = "filed"',
        'since = "committee"',
        "duration[0].to",
        "accepted",
        "expected a milestone of the step after committee",
        "应为该步骤中 committee 之后的节点",
    ),
    "a duration from a milestone to itself": Refusal(
        'to = "accepted"',
        'to = "filed"',
        "duration[0].to",
        "filed",
        "expected a milestone of the step after filed",
        "应为该步骤中 filed 之后的节点",
    ),
    "a duration to a number": Refusal('to = "accepted"', "to = 1", "duration[0].to", "1", *TEXT),
    "a duration without its floor": Refusal("floor = 0\n", "", "duration[0].floor", "", *PERIOD),
    "a duration in no unit": Refusal(
        '"5 working days"', '"5 workdays"', "duration[0].typical", "5 workdays", *PERIOD
    ),
    "a duration of half a day": Refusal(
        "cautious = 19", "cautious = 19.5", "duration[0].cautious", "19.5", *PERIOD
    ),
    "a duration of no known status": Refusal(
        'status = "derived"',
        'status = "drived"',
        "duration[0].status",
        "drived",
        *STATUS,
        "derived",
    ),
    "a duration without its basis in Chinese": Refusal(
        'basis = { en = "counted", zh = "计数" }',
        'basis = { en = "counted" }',
        "duration[0].basis.zh",
        "",
        *TEXT,
    ),
    "a duration from a year on": Refusal(
        "floor = 0", "floor = 0\nstarts_from = 2023", "duration[0].starts_from", "2023", *DATE
    ),
    "a duration up to a year": Refusal(
        "floor = 0", "floor = 0\nstarts_until = 2023", "duration[0].starts_until", "2023", *DATE
    ),
    "a duration that is shorter at a cautious pace": Refusal(
        'typical = "5 working days"',
        "typical = 20",
        "duration[0].cautious",
        "19",
        "expected no less than typical",
        "不应短于 typical",
    ),
    "a duration with a tenth below its floor": Refusal(
        "floor = 0",
        "floor = 3\np10 = 2",
        "duration[0].p10",
        "2",
        "expected no less than floor",
        "不应短于 floor",
    ),
    "a duration with a tail of one number": Refusal(
        "floor = 0",
        "floor = 0\ntail = { share = 0.05 }",
        "duration[0].tail",
        "{…}",
        "expected tail = { share = 0.05, from = 100, mean = 90 }",
        "应为 tail = { share = 0.05",
    ),
    "a duration whose tail is all of it": Refusal(
        "floor = 0",
        "floor = 0\ntail = { share = 1.0, from = 100, mean = 90 }",
        "duration[0].tail.share",
        "1.0",
        "expected a share between 0 and 1",
        "应为0与1之间的比例",
    ),
    "a duration whose tail takes no time": Refusal(
        "floor = 0",
        "floor = 0\ntail = { share = 0.1, from = 100, mean = 0 }",
        "duration[0].tail.mean",
        "0",
        "expected a whole number from 1 to 9999",
        "应为1至9999的整数",
    ),
    "a duration read from half a case": Refusal(
        "floor = 0",
        "floor = 0\ncases = 1.5",
        "duration[0].cases",
        "1.5",
        "expected a whole number from 0 to 9999",
        "应为0至9999的整数",
    ),
    "a duration that rests on a number": Refusal(
        "floor = 0", "floor = 0\nrule = 1", "duration[0].rule", "1", *TEXT
    ),
}


def refused(text: str, name: str = "reform.toml") -> tuple[Problem, ...]:
    """The problems with which an overlay is refused."""
    with pytest.raises(InputError) as caught:
        load_rules([Overlay(name, text)])
    return caught.value.problems


@pytest.mark.parametrize("text", [RULE, DURATION, RULE + DURATION, RULE.replace("bse.", "neeq.")])
def test_what_the_refusals_change_is_right(text: str) -> None:
    """The overlays that each refusal spoils by one change are themselves accepted."""
    assert load_rules([Overlay("reform.toml", text)]).editions == ("reform.toml",)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_an_error_is_refused_with_place_and_remedy(refusal: Refusal) -> None:
    """One mistake is one problem: file, key, what was found, what is right, the nearest name; in
    both languages.
    """
    (problem,) = refused(refusal.text)
    assert (problem.file, problem.path) == ("reform.toml", refusal.path)
    assert (problem.found, problem.nearest) == (refusal.found, refusal.nearest)
    said: tuple[tuple[Lang, str, str], ...] = (
        ("en", refusal.en, "found"),
        ("zh", refusal.zh, "输入为"),
    )
    for lang, words, found in said:
        text = problem.text(lang)
        assert words in text
        assert text.isprintable()
        assert (f"{found} {refusal.found}; " in text or f"{found} {refusal.found}；" in text) == (
            refusal.found != ""
        )
        assert (refusal.nearest or "") in text


@pytest.mark.slow
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_every_command_refuses_alike(refusal: Refusal, run: Run, tmp_path: Path) -> None:
    """`rules check` and `plan --rules` end with status 2 and the same words, which are the
    problem's.
    """
    overlay = tmp_path / "reform.toml"
    overlay.write_text(refusal.text, encoding="utf-8")
    (problem,) = refused(refusal.text)
    checked = run("--lang", "zh", "rules", "check", str(overlay))
    assert run("--lang", "zh", "plan", str(FIRM), "--rules", str(overlay)) == checked
    assert checked == (2, "", problem.text("zh") + "\n")


def test_every_problem_of_a_file_is_told_at_once() -> None:
    """A file with every mistake that can stand beside others is refused with all of them, in one
    go.
    """
    parts, places = [], []
    for i, refusal in enumerate(REFUSALS.values()):
        alone = refusal.path.startswith(("bse.reform", "instrument.my-reform"))
        if (
            alone
            and "circle" not in refusal.en
            and "leads" not in refusal.en
            and "print" not in refusal.en
        ):
            parts.append(
                refusal.text.replace(".reform", f".reform{i}").replace("my-re", f"my{i}-re")
            )
            places.append(
                refusal.path.replace(".reform", f".reform{i}").replace("my-re", f"my{i}-re")
            )
    assert len(parts) > 70
    assert sorted(p.path for p in refused("\n".join(parts))) == sorted(places)


@pytest.mark.parametrize(
    ("name", "content", "en", "zh", "nearest"),
    [
        ("report-202", None, "neither a file that can be read nor", "既不是", "report-2022"),
        ("nothing.toml", None, "neither a file that can be read nor", "既不是", None),
        ("large.toml", b"#" * (2**20 + 1), "larger than 1 MiB", "超过 1 MiB", None),
        ("cp936.toml", "# 改革".encode("gb18030"), "not a UTF-8 text file", "UTF-8 文本", None),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    name: str,
    content: bytes | None,
    en: str,
    zh: str,
    nearest: str | None,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file that is not there, is too large or is no text is refused before it is read as law."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_rules([name])
    (problem,) = caught.value.problems
    assert (problem.file, problem.nearest) == (name, nearest)
    assert en in problem.text("en") and zh in problem.text("zh")
    checked = run("rules", "check", name)
    assert checked == (2, "", problem.text("en") + "\n")
    assert run("plan", str(FIRM), "--rules", name) == checked


def test_there_is_a_bad_overlay_for_every_error() -> None:
    """Each message about an overlay's contents is read by some refusal above."""
    elsewhere = {f"rules.{key}" for key in ("no-overlay", "too-large", "not-text", "before-first")}
    known: set[str] = set()
    for room in ("rules", "law"):
        path = files("pathway").joinpath("base", "messages", f"{room}.toml")
        known |= {f"{room}.{key}" for key in tomllib.loads(path.read_text(encoding="utf-8"))}
    keys: set[str] = set()
    for refusal in REFUSALS.values():
        expected = refused(refusal.text)[0].expected
        why = expected.values.get("why")
        keys |= {expected.key} | ({why.key} if isinstance(why, Phrase) else set())
    assert known - elsewhere <= keys
