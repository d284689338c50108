"""What a user can do wrong, as values: every problem names its place, what was found and what was
expected.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from attrs import frozen

from pathway.base.phrases import Lang, Phrase, render

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

    file: the file's name, or `--set`, `-` and the like. path: the key path in it, such as
    `fiscal_years.2025.roe`, or "". found: the offending text, shortened. expected: what would be
    right. nearest: the valid name that the user may have meant.
    """

    file: str
    path: str
    found: str
    expected: Phrase
    nearest: str | None = None

    def text(self, lang: Lang = "en") -> str:
        """The problem as one line, safe to print."""
        place = f"{self.file}: {self.path}" if self.path else self.file
        parts = [place]
        if self.found:
            parts.append(render(Phrase("errors.found", {"found": self.found}), lang))
        parts.append(render(self.expected, lang))
        line = ": ".join(parts[:1]) + ": " + "; ".join(parts[1:])
        return printable(line + _meant(self.nearest, lang))


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
    """A sentence, behind a blank, that names the nearest option; "" where none is near."""
    return _meant(nearest(word, options), lang)


def _meant(name: str | None, lang: Lang) -> str:
    return f" {render(Phrase('errors.did-you-mean', {'name': name}), lang)}" if name else ""


class PathwayError(Exception, ABC):
    """Anything that `pathway` says about a request instead of answering it."""

    @abstractmethod
    def text(self, lang: Lang = "en") -> str:
        """The message in a language."""

    def __str__(self) -> str:
        return self.text()


class InputError(PathwayError):
    """A file, an override or an argument is wrong. Holds every problem found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def text(self, lang: Lang = "en") -> str:
        return "\n".join(problem.text(lang) for problem in self.problems)


class OutOfRangeError(PathwayError):
    """The question lies outside what is encoded: a day before the first rule, a year beyond the
    calendar.
    """

    def __init__(self, message: Phrase) -> None:
        self.message = message
        super().__init__(message)

    def text(self, lang: Lang = "en") -> str:
        return render(self.message, lang)
