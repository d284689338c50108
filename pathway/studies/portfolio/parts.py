"""Portfolios as folders of parts, one file per chunk of firms, written so that a run that breaks
off can go on.

    manifest.json      what the parts are made from; a folder takes only parts of one portfolio
    part-00000.csv     the first firms, and so on; every file is whole, with a header of its own
    inventory.jsonl    a line for each finished part, and at the end one with the sums

A part counts once its line stands in the inventory, and as long as its bytes are those which the
line tells. So a killed run loses what it was about to finish, and nothing else; no firm is lost and
none stands twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import attrs
from attrs import evolve, field, frozen
from attrs.validators import instance_of

from pathway.base.errors import InputError, Problem, printable
from pathway.base.files import NotRegularError, opened_regular, read_at_most, replaced
from pathway.base.limits import LARGEST_INVENTORY
from pathway.base.phrases import phrase
from pathway.scenario.file import template
from pathway.studies.portfolio.delimited import refused
from pathway.studies.portfolio.row_values import Row
from pathway.studies.portfolio.rows import Chunk, Portfolio
from pathway.studies.portfolio.table import FirmEntry
from pathway.studies.workers.program import program

SCHEMA = "pathway.parts/1"
MANIFEST, INVENTORY = "manifest.json", "inventory.jsonl"
_LOCK = ".lock"

ManifestValue = str | int | bool | None
PlanChunks = Callable[[Iterator[Chunk]], Generator[list[Row], None, None]]
Render = Callable[[Sequence[Row]], bytes]


@frozen
class Part:
    """One finished part of a portfolio.

    Attributes:
        name: The file in the folder of parts.
        rows: How many firms it holds.
        errors: How many of them could not be read or planned.
        first: Where the first firm stands, by row or file.
        last: Where the last one stands.
        sha256: The digest of the file.
    """

    # Types are checked: inventories are files, which a foreign hand may have written.
    name: str = field(validator=instance_of(str))
    rows: int = field(validator=instance_of(int))
    errors: int = field(validator=instance_of(int))
    first: str = field(validator=instance_of(str))
    last: str = field(validator=instance_of(str))
    sha256: str = field(validator=instance_of(str))


@frozen
class Folder:
    """An open folder of parts. ready: the portfolio as of the day on which the folder was begun.

    known: the parts that an inventory tells of.
    """

    path: Path
    ready: Portfolio
    known: Mapping[str, Part]
    suffix: str
    size: int

    def name(self, number: int) -> str:
        """The name of a part; names sort as the firms stand."""
        digits = max(5, len(str(-(-self.ready.count // self.size) - 1)))
        return f"part-{number:0{digits}}.{self.suffix}"


def made_from(
    ready: Portfolio, folder: Path, size: int, form: str, lang: str
) -> dict[str, ManifestValue]:
    """What the bytes of the parts depend on, by name, apart from the day that stands in for
    `as_of`.
    """
    settings, source, asked = ready.settings, ready.firms, ready.settings.arguments
    return {
        "program": program(),
        "input": source.name,
        "input_sha256": source.digest(folder),
        "firms": ready.count,
        "base": None if settings.base == template() else _digest(settings.base),
        "set": ", ".join(
            part if isinstance(part, str) else f"{part[0]}={part[1]!r}" for part in asked.set
        ),
        "as_of": None if asked.as_of is None else asked.as_of.isoformat(),
        "targets": None if asked.targets is None else " ".join(asked.targets),
        "pace": asked.pace,
        "rules": " ".join(f"{overlay.name}:{_digest(overlay)}" for overlay in settings.rules),
        "ledger": None if settings.ledger is None else _digest(settings.ledger),
        "strict": settings.strict,
        "strict_input": settings.strict_input or None,
        "draws": settings.draws or None,
        "seed": settings.seed if settings.draws else None,
        "by": None if settings.by is None else settings.by.isoformat(),
        "format": form,
        "lang": lang,
        "chunk": size,
    }


def _digest(value: object) -> str:
    """A short digest of a frozen value."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@contextlib.contextmanager
def opened(path: Path, ready: Portfolio, size: int, form: str, lang: str) -> Iterator[Folder]:
    """A folder of parts, made or gone on with, that nobody else writes to meanwhile.

    size: firms in a part. form: the format, which is the suffix too. Raises `InputError` where the
    folder holds anything else, or parts of another portfolio, and `OSError` where it cannot be
    made.
    """
    path.mkdir(exist_ok=True)
    with _locked(path):
        now = made_from(ready, path, size, form, lang)
        asked = ready.settings.arguments
        today = asked.today if asked.as_of is None else None
        if (path / MANIFEST).exists():
            begun = _begun(path / MANIFEST, now)
            settings = evolve(ready.settings, arguments=evolve(asked, today=begun))
            ready = evolve(ready, settings=settings)
        elif any(
            entry.name != _LOCK and not entry.name.startswith(".manifest")
            for entry in path.iterdir()
        ):
            raise refused(path, phrase("parts.not-empty"))
        else:
            manifest = {
                "schema": SCHEMA,
                "begun": None if today is None else today.isoformat(),
                **now,
            }
            put(
                path / MANIFEST,
                (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode("utf-8"),
            )
        for left in path.glob(".part-*"):
            left.unlink()
        yield Folder(path, ready, _inventory(path / INVENTORY), form, size)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keeps a second run out, until this one ends in whatever way. (Where the system has no such
    locks, nobody is.)
    """
    try:
        handle = opened_regular(path / _LOCK, os.O_RDWR | os.O_CREAT, follow=False)
    except NotRegularError:
        raise refused(path / _LOCK, phrase("parts.not-regular")) from None
    with open(handle, "rb") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refused(path, phrase("parts.busy")) from None
        except (ModuleNotFoundError, OSError):
            pass
        yield


def _begun(path: Path, now: Mapping[str, ManifestValue]) -> date | None:
    """The day on which a folder was begun. Raises `InputError` where its manifest differs from this
    run's.
    """
    try:
        found = json.loads(_held(path))
        schema, begun = found.pop("schema"), found.pop("begun")
        day = None if begun is None else date.fromisoformat(begun)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refused(path, phrase("parts.manifest")) from None
    if schema != SCHEMA:
        raise refused(path, phrase("parts.manifest"))
    name = printable(str(path))
    differing = [
        Problem(
            name, key, _shown(found.get(key)), phrase("parts.differs", now=_shown(now.get(key)))
        )
        for key in (*now, *sorted(found.keys() - now.keys()))
        if found.get(key) != now.get(key)
    ]
    if differing:
        raise InputError(
            [Problem(printable(str(path.parent)), "", "", phrase("parts.other")), *differing]
        )
    return day


def _shown(value: object) -> str:
    return "-" if value in (None, "") else printable(str(value))[:80]


def _inventory(path: Path) -> dict[str, Part]:
    """The parts that an inventory tells of; a line that a killed run did not finish counts for
    nothing.
    """
    known: dict[str, Part] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in _held(path).decode("utf-8", "replace").splitlines():
            with contextlib.suppress(ValueError, TypeError, RecursionError):
                part = Part(**json.loads(line))
                known[part.name] = part
    return known


def _held(path: Path) -> bytes:
    """What a file of the folder holds. Raises `InputError` where it is no regular file, or larger
    than such files are.
    """
    try:
        data = read_at_most(path, LARGEST_INVENTORY, regular=True)
    except NotRegularError:
        raise refused(path, phrase("parts.not-regular")) from None
    if len(data) > LARGEST_INVENTORY:
        raise refused(path, phrase("parts.large"))
    return data


# -- writing ---------------------------------------------------------------------------------------


def written(
    folder: Folder, plan: PlanChunks, render: Render
) -> Generator[tuple[Part, bool], None, None]:
    """Writes what is missing; yields every part in turn, and whether an earlier run had finished
    it.

    plan: plans chunks, in order. Raises `InputError` where the firms change meanwhile, and what
    `plan` raises.
    """
    finished: list[Part] = []
    kept: deque[tuple[Part, bool]] = deque()
    asked: deque[tuple[int, Chunk]] = deque()

    def missing() -> Iterator[Chunk]:
        for number, chunk in enumerate(folder.ready.chunks(folder.size)):
            part = _kept(folder, number, chunk)
            if part is None:
                asked.append((number, chunk))
                yield chunk
            else:
                kept.append((part, True))

    # What is kept is told as soon as the generator is back at work here.
    _put_inventory(folder, folder.known.values(), sums=False)
    handle = opened_regular(folder.path / INVENTORY, os.O_WRONLY | os.O_APPEND, follow=False)
    with open(handle, "ab") as inventory, closing(plan(missing())) as planned:
        for rows in planned:
            part = _made(folder, *asked.popleft(), rows, render)
            inventory.write(_line(part))
            inventory.flush()
            os.fsync(inventory.fileno())
            kept.append((part, False))
            while kept:
                finished.append(kept[0][0])
                yield kept.popleft()
    while kept:
        finished.append(kept[0][0])
        yield kept.popleft()
    if sum(part.rows for part in finished) != folder.ready.count:
        raise refused(folder.path, phrase("parts.changed"))
    _put_inventory(folder, finished, sums=True)


def _kept(folder: Folder, number: int, chunk: Chunk) -> Part | None:
    """The part of a chunk, if an earlier run finished it and nobody has touched it since."""
    part = folder.known.get(folder.name(number))
    if part is None or (part.rows, part.first, part.last) != (
        len(chunk),
        _place(chunk[0]),
        _place(chunk[-1]),
    ):
        return None
    try:
        with open(opened_regular(folder.path / part.name), "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
    return part if digest == part.sha256 else None


def _made(folder: Folder, number: int, chunk: Chunk, rows: Sequence[Row], render: Render) -> Part:
    """Writes a part. The rows must be those of the chunk, each once and in order."""
    if [_place(row) for row in rows] != [_place(entry) for entry in chunk]:
        raise RuntimeError(f"part {number} does not hold the rows that were asked for")
    data, name = render(rows), folder.name(number)
    put(folder.path / name, data)
    errors = sum(row.status == "error" for row in rows)
    return Part(
        name=name,
        rows=len(rows),
        errors=errors,
        first=_place(rows[0]),
        last=_place(rows[-1]),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _place(firm: Row | FirmEntry) -> str:
    return firm.file if firm.row is None else str(firm.row)


def _line(value: Part | Mapping[str, int]) -> bytes:
    data = attrs.asdict(value) if isinstance(value, Part) else dict(value)
    return (json.dumps(data, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _put_inventory(folder: Folder, parts: Iterable[Part], *, sums: bool) -> None:
    """Writes the inventory anew, with or without the line that says that nothing is missing."""
    listed = sorted(parts, key=lambda part: part.name)
    lines = [_line(part) for part in listed]
    if sums:
        rows, errors = sum(part.rows for part in listed), sum(part.errors for part in listed)
        lines.append(_line({"parts": len(listed), "rows": rows, "errors": errors}))
    put(folder.path / INVENTORY, b"".join(lines))


def put(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and only returns once a loss of power cannot take it
    away.
    """
    with replaced(path, follow=False) as name, open(name, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
