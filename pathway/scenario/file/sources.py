"""From a file, standard input or a text to a tree, with the files that it extends merged in.

Every file keeps its own unit of money and its own name in the tree. A file may extend another one
in the folder of the first file or below it; links do not lead out of it either.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, frozen

from pathway.base.errors import printable
from pathway.base.files import NotRegularError, neighbour, read_at_most
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import Phrase, phrase
from pathway.base.toml_text import TEXTS, TomlTooDeepError, document, not_toml, place_of
from pathway.scenario.file.merging import over
from pathway.scenario.file.schema import SCENARIO, SCHEMA, unit_scale
from pathway.scenario.file.tree import (
    UNREADABLE_MARK,
    Leaf,
    Sink,
    Table,
    TooDeepError,
    TreeNode,
    exact,
    joined,
    rescaled,
    wrap,
)

_MOST_REPAIRS, _MOST_DATES = 8, 1000
_DATE_LIKE = r"[0-9]{1,12}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[T ][0-9:.]+(?:Z|[-+][0-9:]+)?)?"
_DATE = re.compile(_DATE_LIKE)
_DATES = re.compile(
    rf"{TEXTS} | (?<! [-.\w] ) (?P<date> (?= [0-9]+ [-/] ) {_DATE_LIKE} ) (?! [-.\w] )",
    re.VERBOSE | re.DOTALL,
)


@frozen
class Source:
    """A text to read. name: what problems call it. path: its file; None for standard input and
    plain texts.
    """

    text: str
    name: str
    path: Path | None = None

    @property
    def folder(self) -> Path:
        """Where its `extends` is looked for."""
        return self.path.parent if self.path else Path()


class UnusableError(Exception):
    """A file cannot be read at all; the sink knows why."""


def _refuse(
    sink: Sink, name: str, expected: Phrase, found: str = "", near: str | None = None
) -> UnusableError:
    sink.add(name, "", found, expected, near)
    return UnusableError()


# -- bytes -----------------------------------------------------------------------------------------


def open_source(
    source: str | Path, stdin: BinaryIO | None, sink: Sink, regular: bool = False
) -> Source:
    """The text of a file, or of standard input for `-`. Raises `UnusableError`.

    regular: whether anything but a regular file is refused: one that the user names may be a pipe,
    one that lies in a folder of theirs may not.
    """
    name = printable(str(source))
    if name == "-":
        data = (stdin or sys.stdin.buffer).read(LARGEST_TEXT + 1)
        return Source(_decoded(data, name, sink), name)
    data = _read(Path(source), name, sink, regular)
    return Source(_decoded(data, name, sink), name, Path(source))


def _read(path: Path, name: str, sink: Sink, regular: bool = False) -> bytes:
    try:
        if path.is_dir():
            raise _refuse(sink, name, phrase("scenario.file.folder"))
        return read_at_most(path, LARGEST_TEXT, regular=regular)
    except NotRegularError as error:
        raise _refuse(sink, name, phrase("parts.not-regular")) from error
    except FileNotFoundError as error:
        close = neighbour(path)
        near = printable(str(close)) if close else None
        raise _refuse(sink, name, phrase("scenario.file.missing"), near=near) from error
    except PermissionError as error:
        raise _refuse(sink, name, phrase("scenario.file.forbidden")) from error
    except (OSError, ValueError) as error:
        raise _refuse(sink, name, phrase("scenario.file.unreadable")) from error


def _decoded(data: bytes, name: str, sink: Sink) -> str:
    if len(data) > LARGEST_TEXT:
        raise _refuse(sink, name, phrase("scenario.file.large"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse(sink, name, phrase("scenario.file.encoding")) from error
    if "\0" in text:
        raise _refuse(sink, name, phrase("scenario.file.encoding"))
    return text


# -- TOML ------------------------------------------------------------------------------------------


def parsed(source: Source, sink: Sink) -> Table:
    """The tree of one text. Raises `UnusableError` where it is not TOML."""
    name = source.name
    if len(source.text.encode("utf-8", "surrogatepass")) > LARGEST_TEXT:
        raise _refuse(sink, name, phrase("scenario.file.large"))
    try:
        document = _document(source.text, name, sink)
        tree = wrap(document, name)
    except (TooDeepError, RecursionError) as error:
        raise _refuse(sink, name, phrase("scenario.file.deep")) from error
    if not document:
        raise _refuse(sink, name, phrase("scenario.file.empty", schema=SCHEMA))
    return _flat_ids(tree, sink) if isinstance(tree, Table) else Table({}, name)


def _document(text: str, name: str, sink: Sink) -> Mapping[str, object]:
    """The TOML document. Dates that do not exist come as marked texts, so that everything else is
    still read.
    """
    text = text.replace("\r\n", "\n")
    for turn in range(_MOST_REPAIRS):
        try:
            return document(text, exact)
        except TomlTooDeepError:
            raise TooDeepError from None
        except tomllib.TOMLDecodeError as error:
            place = place_of(error)
            repaired = _repaired(text, *place) if place else None
            if repaired is None:
                raise _refuse(sink, name, not_toml(error)) from error
            # Where one date is impossible others may be: all at once, as each look at a long text
            # takes its time. What is left after that goes one by one.
            text = repaired if turn else _DATES.sub(_marked, repaired)
            if text.count(UNREADABLE_MARK) > _MOST_DATES:
                break
        except ValueError as error:
            raise _refuse(sink, name, phrase("scenario.file.digits")) from error
    raise _refuse(sink, name, phrase("scenario.file.dates"))


def _repaired(text: str, line: int, column: int) -> str | None:
    """The text with the impossible date at a place turned into a marked text; None if there is no
    date there.
    """
    lines = text.split("\n")
    row = lines[line - 1]
    for match in _DATE.finditer(row):
        if match.start() <= column - 1 <= match.end():
            lines[line - 1] = (
                f'{row[: match.start()]}"{UNREADABLE_MARK}{match[0]}"{row[match.end() :]}'
            )
            return "\n".join(lines)
    return None


def _marked(found: re.Match[str]) -> str:
    """An impossible date as a marked text; anything else as it is."""
    day = found["date"]
    if day is None:
        return found[0]
    try:
        tomllib.loads(f"day = {day}")
    except tomllib.TOMLDecodeError:
        return f'"{UNREADABLE_MARK}{day}"'
    return day


def _flat_ids(tree: Table, sink: Sink) -> Table:
    """The tree with `bse.filed = …`, written without quotes in `[milestones]`, as the key
    `bse.filed` all the same.
    """
    entries = dict(tree.entries)
    for name in ("milestones", "durations"):
        table = entries.get(name)
        if isinstance(table, Table):
            flat: dict[str, TreeNode] = {}
            for key, node in table.entries.items():
                inner = (
                    {f"{key}.{k}": n for k, n in node.entries.items()}
                    if isinstance(node, Table)
                    else {key: node}
                )
                for double in flat.keys() & inner.keys():
                    sink.at(inner[double], joined(name, double), phrase("scenario.twice"))
                flat |= inner
            entries[name] = evolve(table, entries=flat)
    return evolve(tree, entries=entries)


# -- extends ---------------------------------------------------------------------------------------


def merged(source: Source, sink: Sink) -> tuple[Table, bool]:
    """The tree of a text over those that it extends, and whether all of them could be read.

    Raises `UnusableError` only if the first text itself cannot be read.
    """
    layers = [parsed(source, sink)]
    _check_schema(layers[-1], sink)
    root, complete = source.folder.resolve(), True
    seen = {source.path.resolve()} if source.path else set[Path]()
    while "extends" in layers[-1].entries:
        try:
            source, path = _base(source, layers[-1].entries["extends"], root, sink)
            if path in seen:
                sink.at(layers[-1].entries["extends"], "extends", phrase("scenario.extends.cycle"))
                raise UnusableError
            seen.add(path)
            layers.append(parsed(source, sink))
            _check_schema(layers[-1], sink)
        except UnusableError:
            complete = False
            break
    return _stacked(layers, sink), complete


def _base(source: Source, given: TreeNode, root: Path, sink: Sink) -> tuple[Source, Path]:
    """The file that `extends` names."""
    value = given.value if isinstance(given, Leaf) else None
    if not isinstance(value, str) or not value.strip():
        sink.at(given, "extends", phrase("scenario.extends.text"))
        raise UnusableError
    path = source.folder / value
    try:
        real = path.resolve()
        inside = real.is_relative_to(root) and not Path(value).is_absolute()
        regular = real.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        sink.at(given, "extends", phrase("scenario.extends.missing"))
        raise UnusableError from error
    if not inside:
        sink.at(given, "extends", phrase("scenario.extends.outside"))
        raise UnusableError
    if not regular:
        sink.at(given, "extends", phrase("scenario.extends.missing"), _neighbour_of(value, path))
        raise UnusableError
    name = printable(os.path.normpath(path))
    return Source(_decoded(_read(real, name, sink), name, sink), name, real), real


def _neighbour_of(value: str, path: Path) -> str | None:
    close = neighbour(path)
    return printable(str(Path(value).with_name(close.name))) if close else None


def _check_schema(layer: Table, sink: Sink) -> None:
    """Every file is a scenario; one that does not say so is read as one, and named."""
    if "schema" in layer.entries:
        SCENARIO.fields["schema"].read(layer.entries["schema"], "schema", sink)
    else:
        sink.doubts.append(phrase("scenario.file.no-schema", file=layer.file, schema=SCHEMA))


def _stacked(layers: list[Table], sink: Sink) -> Table:
    """The layers, the first on top, each in its own unit (or, without one, in that of the file it
    extends).
    """
    result: Table | None = None
    for layer in reversed(layers):
        if "unit" in layer.entries:
            SCENARIO.fields["unit"].read(layer.entries["unit"], "unit", sink)
        elif result is not None and "unit" in result.entries:
            layer = evolve(layer, entries={**layer.entries, "unit": result.entries["unit"]})
        scale = unit_scale(layer)
        own = {
            key: rescaled(node, scale) for key, node in layer.entries.items() if key != "extends"
        }
        if result is None:
            result = evolve(layer, entries=own)
        else:
            base = {key: node for key, node in result.entries.items() if key != "schema"}
            result = evolve(
                over(evolve(result, entries=base), evolve(layer, entries=own)), file=layer.file
            )
    return result if result is not None else Table({}, "")
