"""Which program this is, exactly: two machines with the same identity plan the same firm to the
same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pathway.base.package_data import READY
from pathway.base.version import VERSION

_KINDS = (".py", ".toml", ".csv", ".json")


@cache
def program() -> str:
    """The version and a digest of all code, law and words that ship, such as
    `0.1.0+9f2c41d0a7b3`.
    """
    made = hashlib.sha256()
    for name, file in _shipped(files("pathway"), ""):
        # Line ends are those of the system on which it was installed.
        data = file.read_bytes().replace(b"\r\n", b"\n")
        made.update(f"{name}\0".encode() + hashlib.sha256(data).digest())
    return f"{VERSION}+{made.hexdigest()[:12]}"


def _shipped(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if f"{path}{entry.name}" == READY:
            continue  # made from files that are looked at themselves
        if entry.is_dir():
            yield from _shipped(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(_KINDS):
            yield f"{path}{entry.name}", entry
