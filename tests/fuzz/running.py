"""Runs cases and says which of them failed."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from unittest import mock

from attrs import frozen

from pathway.base.errors import InputError
from pathway.cli import asked
from pathway.cli.main import main
from pathway.law.language.grammar import ExpressionError
from tests.fuzz.generators import Case
from tests.fuzz.kinds import KINDS, SHARES

MOST_MEMORY = 300
"""MiB that a case may add to what the process held before it."""
CHUNK = 1000
"""Cases between two lines of the log."""
_ENDED = frozenset({128 + signal.SIGTERM, 128 + signal.SIGINT})
"""How a command ends that is asked to: then the run was meant, and not the case."""
_KEPT = frozenset({"q.toml.draft", "p/.lock"})


class _Clock:
    """What `today` reads: 23 November 2026, noon."""

    @staticmethod
    def now(zone: tzinfo) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=zone)


def case_of(kind: str, seed: int) -> Case:
    """The case of a kind that a seed makes."""
    return KINDS[kind](random.Random(f"{kind} {seed}"))


@frozen
class Outcome:
    """What became of a case: exit status (None for a traceback), what is wrong with it (None for
    nothing), seconds of the processor, MiB that it added to the process at most.
    """

    status: object
    why: str | None
    seconds: float
    memory: float = 0.0


def trial(case: Case) -> Outcome:
    """Runs a case."""
    _swept()
    held = _memory(reset=True)
    begun = time.process_time()
    found = _called(case) if case.direct is not None else _commanded(case)
    seconds, memory = time.process_time() - begun, _memory() - held
    why = found.why
    if why is None and found.status not in (0, 1, 2, 3):
        why = f"status {found.status}"
    if why is None and seconds > case.seconds:
        why = "too slow"
    if why is None and memory > MOST_MEMORY:
        why = "too large"
    return Outcome(found.status, why, seconds, memory)


_MOST_GARBAGE = 40_000
"""Objects. A command looks for none, as its process ends; here the next command would pay for it."""


def _swept() -> None:
    """Clears up what cases before left behind, outside the time of any case. What then is left, the
    law above all, is not looked at again.
    """
    if gc.get_count()[0] > _MOST_GARBAGE:
        gc.collect()
        gc.freeze()


def _memory(reset: bool = False) -> float:
    """The most MiB that the process held since the last reset; 0 where the system does not tell."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _called(case: Case) -> Outcome:
    """What is refused is told in both languages."""
    assert case.direct is not None
    try:
        case.direct()
    except InputError as error:
        try:
            told = error.text("en"), error.text("zh")
        except Exception:
            return Outcome(None, traceback.format_exc(), 0)
        return Outcome(2, None if all(told) else "nothing said", 0)
    except ExpressionError:
        return Outcome(2, None, 0)
    except BaseException:
        return Outcome(None, traceback.format_exc(), 0)
    return Outcome(0, None, 0)


def _commanded(case: Case) -> Outcome:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, data in case.files.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_bytes(data)
        before = set(map(str, Path().rglob("*")))
        status, out, why = _run(case)
        left = set(map(str, Path().rglob("*"))) - before - _KEPT
        if why is None and status == 2 and not case.data and (out or left):
            why = f"status 2 with {'data' if out else sorted(left)}"
        return Outcome(status, why, 0)


def _run(case: Case) -> tuple[object, bytes, str | None]:
    streams = io.BytesIO(case.typed), io.BytesIO(), io.BytesIO()
    typed, out, err = (io.TextIOWrapper(s, encoding="utf-8", newline="") for s in streams)
    status: object = 0
    stdin, sys.stdin = sys.stdin, typed
    try:
        with (
            mock.patch.object(asked, "datetime", _Clock),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main(list(case.line))
    except SystemExit as left:
        status = left.code
        if status in _ENDED:
            raise
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None, b"", traceback.format_exc()
    finally:
        sys.stdin = stdin
    out.flush()
    return status, streams[1].getvalue(), None


@frozen
class Tally:
    """What a number of cases of a kind came to, from the first number on."""

    kind: str
    first: int
    cases: int
    statuses: Mapping[str, int]
    slowest: float
    largest: float
    failed: Sequence[int]


def chunk(kind: str, first: int, cases: int) -> Tally:
    """Runs cases of a kind from a number on, and prints what failed."""
    statuses: Counter[str] = Counter()
    failed: list[int] = []
    slowest = largest = 0.0
    for number in range(first, first + cases):
        case = case_of(kind, number)
        found = trial(case)
        statuses[str(found.status)] += 1
        slowest, largest = max(slowest, found.seconds), max(largest, found.memory)
        if found.why is not None:
            failed.append(number)
            line = " ".join(case.line)[:200]
            print(f"{kind} {number}: {line!r} {found.seconds:.1f} s\n{found.why}", flush=True)
    return Tally(kind, first, cases, statuses, slowest, largest, failed)


def run(shares: Mapping[str, int], seed: int, log: Path | None) -> int:
    """Runs so many cases of each kind, or as many as a log lacks of them. Returns the failures.

    Args:
        shares: Cases by kind.
        seed: The number of the first case.
        log: A file to which a line of JSON is added for every thousand cases, and from which a run
            that was broken off goes on.
    """
    os.environ["PATHWAY_LANG"] = "en"
    done = Counter[str]()
    for tally in _logged(log):
        done[tally.kind] += tally.cases
    failures = 0
    for kind, first, cases in _pieces(shares, done, seed):
        found = chunk(kind, first, cases)
        failures += len(found.failed)
        if log is not None:
            with log.open("a", encoding="utf-8") as out:
                out.write(json.dumps({name: getattr(found, name) for name in _NAMES}) + "\n")
        else:
            print(told([found]), flush=True)
    if log is not None:
        print(told(_logged(log)), flush=True)
    return failures


_NAMES = ("kind", "first", "cases", "statuses", "slowest", "largest", "failed")


def _pieces(
    shares: Mapping[str, int], done: Mapping[str, int], seed: int
) -> Iterator[tuple[str, int, int]]:
    """Pieces of all kinds by turns, so that a run that is broken off has some of each."""
    done = {kind: done[kind] for kind in shares}
    rounds = max(1, max(shares.values()) // CHUNK)
    for turn in range(1, rounds + 1):
        for kind, cases in shares.items():
            aim = cases * turn // rounds
            if aim > done[kind]:
                yield kind, seed + done[kind], aim - done[kind]
                done[kind] = aim


def _logged(log: Path | None) -> list[Tally]:
    if log is None or not log.exists():
        return []
    return [Tally(**json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]


def told(tallies: list[Tally]) -> str:
    """A line for each kind, and one for all."""
    lines: list[str] = []
    for kind in (*SHARES, None):
        own = [tally for tally in tallies if kind in (None, tally.kind)]
        if not own or (kind is None and len({tally.kind for tally in own}) == 1):
            continue
        statuses: Counter[str] = sum((Counter(tally.statuses) for tally in own), Counter())
        ends = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
        lines.append(
            f"{kind or 'all'}: {sum(t.cases for t in own)} cases, status {ends}; "
            f"{sum(len(t.failed) for t in own)} failed; slowest {max(t.slowest for t in own):.2f} s, "
            f"largest {max(t.largest for t in own):.0f} MiB"
        )
    return "\n".join(lines)
