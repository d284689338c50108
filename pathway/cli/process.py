"""The process that a command runs in: its three streams, and the signals that end it.

Nothing here knows of a command. Whatever the terminal's encoding lacks is written as an escape, a
stream that is closed is an error only where something is written to it, and a signal that asks the
process to end lets what was begun be cleared away first.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Literal, TextIO

_ENDING = ("SIGTERM", "SIGHUP")


def settle_streams() -> None:
    """Makes standard input, output and error such that no character and no closed stream makes a
    traceback.
    """
    # In this order: what is opened first takes the number of the stream that is closed. What is
    # written to such an output fails as it would on the closed one: it must not be lost in silence.
    sys.stdin = sys.stdin or _nothing(os.O_RDONLY, "r")
    sys.stdout = sys.stdout or _nothing(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _nothing(os.O_WRONLY, "w")
    for stream in (sys.stdout, sys.stderr):
        _escape(stream)


def _nothing(flags: int, mode: Literal["r", "w"]) -> TextIO:
    """A stream that stays open as long as the process."""
    return os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8")


def _escape(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def end_in_order() -> None:
    """Lets a signal that asks the process to end be an exit, which leaves no temporary file behind.

    A signal that is ignored, as under `nohup`, stays so.
    """
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    # Once is enough: what follows would break off the clearing away.
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def give_up_output() -> None:
    """Leaves standard output as it is: the interpreter may not try to write what is left when it
    shuts down.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
