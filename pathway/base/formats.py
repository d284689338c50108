"""The formats that answers are written in, by the ending of a file's name: one rule for commands and
library.
"""

from __future__ import annotations

from collections.abc import Mapping

ENDINGS: Mapping[str, str] = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".ics": "ics",
    ".xlsx": "xlsx",
    ".pdf": "pdf",
    ".parquet": "parquet",
}
"""The ending of a file's name -> the format it means."""
LIBRARIES: Mapping[str, str] = {"ics": "icalendar", "xlsx": "openpyxl"}
"""Formats that are files of other programs, and the library that writes each."""
BOM = "\ufeff"
"""The mark at the beginning of a CSV by which Excel knows that it is UTF-8."""
