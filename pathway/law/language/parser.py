"""From the text of an expression to its tree: tokens, the grammar that `pathway/rulebook/README.md`
gives, and what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache

from attrs import frozen

from pathway.base.limits import LONGEST_EXPRESSION
from pathway.base.phrases import phrase
from pathway.law.events import ASKED, EVENT_KEYS, PERSONS
from pathway.law.language.grammar import (
    REMEMBERED,
    Arithmetic,
    Call,
    Compare,
    Constant,
    ExpressionError,
    Logic,
    Name,
    Node,
    Ref,
)
from pathway.law.steps import VENUES

# Function -> what its arguments are: m a yearly metric, n a number of years, p a period, q one in
# months, t a text; + repeats the last.
FUNCTIONS: Mapping[str, str] = {
    "each": "mn",
    "mean": "mn",
    "sum": "mn",
    "cagr": "mn",
    "rising": "mn",
    "growth": "m",
    "prior": "m",
    "clear_of": "tp",
    "no_open": "t",
    "recurs": "tnp",
    "statements_valid": "qq",
    "industry_in": "t+",
}
CONDITION_FUNCTIONS = frozenset(
    {"rising", "clear_of", "no_open", "recurs", "statements_valid", "industry_in"}
)
# Function -> its options, and of which unit each is.
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "clear_of": {"venue": "text", "since": "date", "on": "text", "from": "text"},
    "no_open": {"on": "text"},
    "recurs": {"on": "text", "since": "text"},
    "statements_valid": {"covers": "text", "ends": "text"},
}
COVERED = ("joint-stock", "placements", "reserves")
"""What audited statements may have to reach: the day on which the joint-stock company was formed;
every placement with new holders, or issue of shares from reserves, before the day that is tested.
"""
_SINCE = ("entry",)
"""From when on `recurs` may count."""
ENDS = ("month", "quarter")
"""On which days audited statements may end: the last of any month, or of a quarter only."""
_FROM = ("date", "executed")
_UNITS: Mapping[str, tuple[str, ...]] = {
    "n": ("",),
    "p": ("months", "days", "fiscal_years"),
    "q": ("months",),
    "t": ("text",),
}
_MOST: Mapping[str, int] = {"n": 20, "p": 9999, "q": 9999}

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
    | (?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?:bn|[km%])?)(?![A-Za-z0-9_])
    | (?P<text>"[^"\n]*")
    | (?P<ref>[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+)
    | (?P<name>[a-z_][a-z0-9_]*)
    | (?P<op>>=|<=|==|!=|[-+*/()<>,=])
    )""",
    re.VERBOSE,
)
_INDUSTRY = re.compile("[A-T][0-9]{0,4}")
_SUFFIX = {"k": 10**3, "m": 10**6, "bn": 10**9}
_DEEPEST = 40
_DAYS_ALONE = ("always", "never")


@frozen(eq=False, repr=False)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(source: str) -> Iterator[_Token]:
    if len(source) > LONGEST_EXPRESSION:
        raise ExpressionError(phrase("law.too-long", most=LONGEST_EXPRESSION), LONGEST_EXPRESSION)
    at, end = 0, len(source.rstrip())
    while at < end:
        found = _TOKEN.match(source, at)
        if not found or found.lastgroup is None:
            rest = source[at:].lstrip()
            raise ExpressionError(
                phrase("law.unexpected", text=rest.strip()[:20]), len(source) - len(rest)
            )
        yield _Token(found.lastgroup, found.group(found.lastgroup), found.start(found.lastgroup))
        at = found.end()
    yield _Token("end", "", len(source))


def _number(text: str) -> Constant:
    if text.endswith("%"):
        return Constant(Fraction(text[:-1]) / 100, "ratio")
    for suffix, scale in _SUFFIX.items():
        if text.endswith(suffix):
            return Constant(Fraction(text[: -len(suffix)]) * scale, "money")
    return Constant(Fraction(text))


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, source: str, metrics: frozenset[str]) -> None:
        self.tokens = list(_tokens(source))
        self.metrics = metrics
        self.i = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.i]

    def fail(self, key: str, **values: str) -> ExpressionError:
        return ExpressionError(phrase(key, **values), self.token.at)

    def take(self, *texts: str) -> str | None:
        if self.token.kind in ("op", "name") and self.token.text in texts:
            self.i += 1
            return self.tokens[self.i - 1].text
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.fail("law.expected", want=text, found=self.token.text or "∎")

    def condition(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fail("law.too-deep")
        parts = [self.conjunct()]
        while self.take("or"):
            parts.append(self.conjunct())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Logic("or", tuple(parts))

    def conjunct(self) -> Node:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def negation(self) -> Node:
        return Logic("not", (self.comparison(),)) if self.take("not") else self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        op = self.take(">=", ">", "<=", "<", "==", "!=")
        return Compare(op, left, self.sum()) if op else left

    def sum(self) -> Node:
        return self.chain(self.product, "+", "-")

    def product(self) -> Node:
        return self.chain(self.atom, "*", "/")

    def chain(self, operand: Callable[[], Node], *ops: str) -> Node:
        left = operand()
        for _ in range(_DEEPEST):
            op = self.take(*ops)
            if not op:
                return left
            left = Arithmetic(op, left, operand())
        raise self.fail("law.too-deep")

    def atom(self) -> Node:
        token = self.token
        if self.take("("):
            inner = self.condition()
            self.expect(")")
            return inner
        self.i += 1
        match token.kind:
            case "number":
                return self.period(_number(token.text))
            case "date":
                try:
                    return Constant(date.fromisoformat(token.text).toordinal(), "date")
                except ValueError:
                    raise ExpressionError(
                        phrase("law.no-such-day", text=token.text), token.at
                    ) from None
            case "text":
                return Constant(token.text[1:-1], "text")
            case "ref":
                return Ref(token.text)
            case "name" if token.text not in ("and", "or", "not"):
                return self.call(token) if self.token.text == "(" else self.name(token)
        self.i -= 1
        raise self.fail("law.unexpected", text=token.text or "∎")

    def period(self, number: Constant) -> Constant:
        if self.take("months"):
            return Constant(number.value, "months")
        if self.take("fiscal_years"):
            return Constant(number.value, "fiscal_years")
        return Constant(number.value, "days") if self.take("days") else number

    def name(self, token: _Token) -> Node:
        if token.text not in self.metrics and token.text not in _DAYS_ALONE:
            raise ExpressionError(phrase("law.unknown-metric", name=token.text), token.at)
        return Name(token.text)

    def call(self, token: _Token) -> Node:
        if token.text not in FUNCTIONS:
            raise ExpressionError(phrase("law.unknown-function", name=token.text), token.at)
        self.expect("(")
        args: list[Node] = []
        options: list[tuple[str, Node]] = []
        while True:
            if self.token.kind == "name" and self.tokens[self.i + 1].text == "=":
                option = self.token.text
                given = {name for name, _ in options}
                if option not in _OPTIONS.get(token.text, ()) or option in given:
                    raise self.fail("law.unknown-function", name=f"{token.text}({option}=)")
                self.i += 2
                options.append((option, self.option(token, option)))
            else:
                args.append(self.condition())
            if not self.take(","):
                break
        self.expect(")")
        self.fits(token, args)
        if token.text in ("clear_of", "no_open", "recurs"):
            for kind in str(getattr(args[0], "value", "")).split() or [""]:
                _fits_the_kind(token, kind, dict(options))
        elif token.text == "industry_in":
            _are_industries(token, args)
        return Call(token.text, tuple(args), tuple(options))

    def option(self, token: _Token, name: str) -> Constant:
        value = self.atom()
        if not isinstance(value, Constant) or value.unit != _OPTIONS[token.text][name]:
            raise ExpressionError(phrase("law.bad-arguments", name=token.text), token.at)
        if name == "on":
            self.words(str(value.value).split(), PERSONS)
        elif name == "from":
            self.words([str(value.value)], _FROM)
        elif name == "venue":
            self.words([str(value.value)], VENUES)
        elif name == "since" and value.unit == "text":
            self.words([str(value.value)], _SINCE)
        elif name == "covers":
            self.words([str(value.value)], COVERED)
        elif name == "ends":
            self.words([str(value.value)], ENDS)
        return value

    def words(self, given: list[str], known: tuple[str, ...]) -> None:
        """Refuses a text, the token before, that does not consist of known words."""
        wrong = [word for word in given if word not in known] if given else [""]
        if wrong:
            raise ExpressionError(
                phrase("law.unknown-word", name=wrong[0], names=known), self.tokens[self.i - 1].at
            )

    def fits(self, token: _Token, args: list[Node]) -> None:
        wanted = FUNCTIONS[token.text]
        if wanted.endswith("+"):
            wanted = wanted[0] * max(len(args), 1)
        if len(args) != len(wanted) or not all(map(_fits, args, wanted)):
            raise ExpressionError(phrase("law.bad-arguments", name=token.text), token.at)


def _fits_the_kind(token: _Token, kind: str, options: Mapping[str, Node]) -> None:
    """Refuses a kind of event that there is not, and options that would leave it without effect."""
    if kind not in ASKED or (" " in kind and token.text != "recurs"):
        raise ExpressionError(phrase("law.unknown-event", name=kind), token.at)
    source = options.get("from")
    executed = isinstance(source, Constant) and source.value == "executed"
    # A kind that is narrowed down (`application-withdrawn-after-inspection`) has what its own has.
    own = kind if kind in EVENT_KEYS else next((k for k in EVENT_KEYS if kind.startswith(k)), "")
    asked_for = {"on": "on" in options, "executed": executed, "venue": "venue" in options}
    for key, asked in asked_for.items():
        if asked and key not in EVENT_KEYS.get(own, ()):
            raise ExpressionError(phrase("law.event-lacks", name=kind, key=key), token.at)


def _are_industries(token: _Token, codes: list[Node]) -> None:
    """Refuses what cannot be the code of an industry, which no firm would ever have."""
    for code in codes:
        assert isinstance(code, Constant)
        if not _INDUSTRY.fullmatch(str(code.value)):
            raise ExpressionError(phrase("law.no-industry", name=str(code.value)), token.at)


def _fits(arg: Node, kind: str) -> bool:
    """Whether an argument is of a kind (the letters of `FUNCTIONS`)."""
    if kind == "m":
        return isinstance(arg, Name) and arg.name not in _DAYS_ALONE
    if not isinstance(arg, Constant) or arg.unit not in _UNITS[kind]:
        return False
    if isinstance(arg.value, str):
        return arg.value != ""
    return (
        arg.value.denominator == 1 and (kind != "n" or arg.value > 0) and arg.value <= _MOST[kind]
    )


def is_condition(node: Node) -> bool:
    """Whether a node says yes or no (as against a number). A bare metric name counts as both."""
    match node:
        case Logic() | Compare() | Ref() | Name():
            return True
        case Call():
            return node.function in CONDITION_FUNCTIONS
        case _:
            return False


def _is_number(node: Node) -> bool:
    match node:
        case Arithmetic():
            return _is_number(node.left) and _is_number(node.right)
        case Constant():
            return node.unit in ("", "ratio", "money")
        case Call():
            return node.function not in CONDITION_FUNCTIONS
        case _:
            return isinstance(node, Name) and node.name not in _DAYS_ALONE


def _width(node: Node) -> int:
    """How many values a number has: one, or one for each year of `each`. Refuses those that cannot
    be paired.
    """
    match node:
        case Call(function="each", args=(_, Constant(value=Fraction() as years))):
            return int(years)
        case Compare() | Arithmetic():
            left, right = _width(node.left), _width(node.right)
            if left != right and 1 not in (left, right):
                raise ExpressionError(phrase("law.bad-arguments", name="each"), 0)
            return max(left, right)
        case _:
            return 1


def _check(node: Node) -> None:
    """Refuses a number where a condition is needed, and the other way round."""
    if not is_condition(node):
        raise ExpressionError(phrase("law.not-a-condition"), 0)
    match node:
        case Logic():
            for part in node.parts:
                _check(part)
        case Compare() if not (_is_number(node.left) and _is_number(node.right)):
            raise ExpressionError(phrase("law.not-a-number"), 0)
        case Compare():
            _width(node)


@lru_cache(maxsize=REMEMBERED)
def parse(source: str, metrics: frozenset[str]) -> Node:
    """The tree of an expression. Raises `ExpressionError` with the place of the first thing that is
    wrong.
    """
    parser = _Parser(source, metrics)
    tree = parser.condition()
    if parser.token.kind != "end":
        raise parser.fail("law.unexpected", text=parser.token.text)
    _check(tree)
    return tree
