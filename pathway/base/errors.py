"""What a user can do wrong, as values: every problem names its place, what was found and what was
expected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from attrs import frozen

from pathway.base.phrases import Lang, Phrase, render, said, semicolons

_SHOWN = 60
"""Characters of a text that are shown, and of a word that may have been meant as a name."""


def printable(text: str) -> str:
    """A text with whatever does not print written as an escape."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def visible(text: str) -> str:
    """The start of a text, with whatever does not print written as an escape."""
    text = printable(text[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@frozen
class Problem:
    """One thing wrong with an input.

    Attributes:
        file: The file's name, or `--set`, `-` and the like.
        path: The key path in it, such as `fiscal_years.2025.roe`, or "".
        found: The offending text, shortened, or "".
        expected: What would be right.
        nearest: The valid name that may have been meant, if there is one.
    """

    file: str
    path: str
    found: str
    expected: Phrase
    nearest: str | None = None

    def text(self, lang: Lang = "en") -> str:
        """The problem as one line, safe to print.

        Args:
            lang: `en` or `zh`.

        Returns:
            Place, what was found, what is expected and the nearest valid name.
        """
        what = [said(lang, "errors.found", found=self.found)] if self.found else []
        text = semicolons([*what, render(self.expected, lang)], lang)
        for place in filter(None, (self.path, self.file)):
            text = said(lang, "errors.at", place=place, what=text)
        return printable(text + _meant(self.nearest, lang))


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option that a mistyped word most resembles, regardless of case and of `-` or `_`; or
    None.
    """
    import difflib  # of use only once something is wrong

    def plainly(name: str) -> str:
        return name.casefold().replace("-", "_").replace(" ", "_").strip()

    if len(word) > _SHOWN:
        return None
    by_plain, plain_word = {plainly(option): option for option in options}, plainly(word)
    close = difflib.get_close_matches(plain_word, by_plain, n=1)
    if not close and len(plain_word) >= 4:
        close = [option for option in by_plain if plain_word in option][:1]
    return by_plain[close[0]] if close else None


def did_you_mean(word: str, options: Iterable[str], lang: Lang) -> str:
    """What to put behind a sentence: the nearest option; "" where none is near."""
    return _meant(nearest(word, options), lang)


def _meant(name: str | None, lang: Lang) -> str:
    return said(lang, "errors.did-you-mean", name=name) if name else ""


class PathwayError(Exception, ABC):
    """Anything that `pathway` says about a request instead of answering it.

    Every error of the public API is one; `str` of it is its English text.
    """

    @abstractmethod
    def text(self, lang: Lang = "en") -> str:
        """The message in a language.

        Args:
            lang: `en` or `zh`.

        Returns:
            One line, or one for each problem.
        """

    def __str__(self) -> str:
        return self.text()


class InputError(PathwayError):
    """What was read is wrong: a scenario, an override, a table of firms, an overlay of the law.

    Attributes:
        problems: Every problem found, in reading order.
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def text(self, lang: Lang = "en") -> str:
        return "\n".join(problem.text(lang) for problem in self.problems)


class _MessageError(PathwayError):
    """What is said is one message."""

    def __init__(self, message: Phrase) -> None:
        self.message = message
        super().__init__(message)

    def text(self, lang: Lang = "en") -> str:
        return render(self.message, lang)


class OutOfRangeError(_MessageError):
    """The question lies outside what is encoded.

    A day before the first rule or beyond the calendar, a target to which no route is known.

    Attributes:
        message: What is encoded, and what was asked.
    """

    message: Phrase


class UsageError(PathwayError, ValueError):
    """An argument of a call is wrong: the caller's mistake, not that of a file.

    Attributes:
        argument: The argument's name.
        found: What was given, as Python shows it, shortened.
        expected: What would be right.
        nearest: The valid name that may have been meant, if there is one.
    """

    argument: str
    found: str
    expected: Phrase
    nearest: str | None

    def __init__(
        self, argument: str, found: str, expected: Phrase, nearest: str | None = None
    ) -> None:
        self.argument, self.found = argument, found
        self.expected, self.nearest = expected, nearest
        super().__init__(argument, found, expected, nearest)

    def text(self, lang: Lang = "en") -> str:
        return Problem(self.argument, "", self.found, self.expected, self.nearest).text(lang)


class EngineError(_MessageError):
    """What does the work cannot be had or was lost; nothing is wrong with the input.

    A library that is not installed, a cluster that does not answer, a process that was killed.

    Attributes:
        message: What happened, and what to do.
    """

    message: Phrase
