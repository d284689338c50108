"""What the calendars can be asked, and how far."""

from __future__ import annotations

from typing import Literal, get_args

DayKind = Literal["trading", "working", "calendar", "months"]
DAY_KINDS: tuple[DayKind, ...] = get_args(DayKind)
"""What `calendar add` counts."""
FIRST_WINDOWS = 2016
"""The first year with windows of entry into the innovation tier."""
MOST_COUNTED = 5000
"""Days or months that are counted at a time, either way."""
