"""Random numbers, and what steps share of their levels: with their case, and with their half-year.

A level stands for the share of cases that take no longer. A step of a review takes the level of its
case in some draws and one of its own in the others, so each level stays as likely as any other, and
two steps of one case have the rank correlation `CASE`. Where the half-year tells (milestones marked
so in `rulebook/steps.toml`), the step takes the level of the half-year in others again: all firms
share it, and the same step of two of them has the rank correlation `HALF_YEAR`. All of it in whole
numbers, so that each draw is the plan of its inputs.

The numbers of a block depend on the seed, the block, the firm and the name of what is drawn, and on
nothing else.
"""

from __future__ import annotations

from datetime import date
from zlib import crc32

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.law.steps import STEPS, Step
from pathway.studies.simulate.drawn import Levels
from pathway.studies.simulate.fit import LEVELS
from pathway.studies.simulate.forecasts import Floats

CASE, HALF_YEAR = 0.2, 0.25
OF_THE_CASE = int(LEVELS * CASE**0.5)
OF_THE_HALF_YEAR = int(LEVELS * HALF_YEAR**0.5)
"""Out of `LEVELS` picks of a draw so many take the level of the case, or of the half-year."""
_APART = 40
"""Blocks take their random numbers so many powers of two apart from a stream: farther than any
block reads.
"""


@frozen
class Sharing:
    """What a step takes its level from in some draws: names of streams, "" for none."""

    case: str = ""
    half_year: str = ""


def _step_of(stream: str) -> tuple[Step | None, str]:
    """The step of a stream (`bse.inquired>bse.responded`) and the milestone that it leads to."""
    name, _, milestone = stream.partition(">")[2].rpartition(".")
    return STEPS.get(name), milestone


def by_half_year(stream: str) -> bool:
    """Whether the half-year in which the step of a stream begins tells of its length."""
    step, milestone = _step_of(stream)
    return step is not None and milestone in step.half_year


def sharing(stream: str, start: date | None = None) -> Sharing:
    """What the step of a stream shares. start: the day on which it begins, if known beforehand."""
    step, milestone = _step_of(stream)
    if step is None or step.strands[milestone] != "review" or milestone not in step.on_file:
        return Sharing()
    if start is None or not by_half_year(stream):
        return Sharing(step.name)
    return Sharing(step.name, f"{stream} {start.year}H{1 if start.month <= 6 else 2}")


def _taken(own: Levels, theirs: Levels, where: NDArray[np.bool_]) -> Levels:
    """`numpy.where(where, theirs, own)`, in half the time."""
    mask = where.astype(np.uint16)
    mask *= np.uint16(LEVELS - 1)
    mask &= own ^ theirs
    return own ^ mask


class RandomLevels:
    """The random numbers of one firm. firm: its name among those drawn with the same seed."""

    def __init__(self, seed: int, firm: str = "") -> None:
        self.seed, self.firm = seed, tuple(firm.encode("utf-8", "surrogatepass"))
        self._streams: dict[str, tuple[np.random.PCG64, np.random.PCG64, np.random.Generator]] = {}
        self._made: dict[str, tuple[int, Levels]] = {}

    def levels(self, block: int, stream: str, size: int, shared: Sharing) -> Levels:
        """The levels of a step in the draws of a block."""
        own = self._raw(block, stream, size)
        if not shared.case:
            return own
        picks = self._raw(block, f"{stream} pick", size)
        found = _taken(own, self._once(block, shared.case, size), picks < OF_THE_CASE)
        if shared.half_year:
            theirs = self._once(block, shared.half_year, size, common=True)
            found = _taken(found, theirs, picks >= LEVELS - OF_THE_HALF_YEAR)
        return found

    def normal(self, block: int, stream: str, size: int) -> Floats:
        """The standard normal numbers of a figure in the draws of a block."""
        return self._generator(block, stream).standard_normal(size)

    def _once(self, block: int, stream: str, size: int, common: bool = False) -> Levels:
        """Levels that several steps take, made once for each block."""
        made = self._made.get(stream)
        if made is None or (made[0], len(made[1])) != (block, size):
            made = self._made[stream] = block, self._raw(block, stream, size, common)
        return made[1]

    def _raw(self, block: int, stream: str, size: int, common: bool = False) -> Levels:
        bits = self._generator(block, stream, common).bit_generator
        assert isinstance(bits, np.random.PCG64)
        words: NDArray[np.uint64] = bits.random_raw(-(-size // 4))
        return words.astype("<u8", copy=False).view("<u2")[:size].astype(np.uint16, copy=False)

    def _generator(self, block: int, stream: str, common: bool = False) -> np.random.Generator:
        """The random numbers of a stream from the place on at which those of a block begin.

        common: they are the same for every firm.
        """
        if stream not in self._streams:
            own = () if common else self.firm
            seed = np.random.SeedSequence([self.seed, crc32(stream.encode()), *own])
            bits = np.random.PCG64(seed)
            self._streams[stream] = np.random.PCG64(seed), bits, np.random.Generator(bits)
        first, bits, generator = self._streams[stream]
        bits.state = first.state
        bits.advance(block << _APART)
        return generator
