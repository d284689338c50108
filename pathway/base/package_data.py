"""The data files that ship with the program: TOML, or the same made ready to load by the build.

An installed program has each TOML file a second time, as a Python module whose table was checked
against it by content; reading that takes a fiftieth of the time. What is worked out from such files
alone may be made ready as well. Where there is none (a checkout), or a file is another one by now,
the TOML itself is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from zlib import crc32

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
READY = "base/ready"
"""The folder of the package into which the build puts what it makes ready."""


def data(*parts: str) -> bytes:
    """A file of the package, by its folders and its name.

    Args:
        parts: The folders below `pathway`, and the name.

    Returns:
        Its bytes.

    Raises:
        OSError: There is no such file.
    """
    with open(os.path.join(_ROOT, *parts), "rb") as file:
        return file.read()


def toml_in(*parts: str) -> tuple[str, ...]:
    """The TOML files in a folder of the package.

    Args:
        parts: The folders below `pathway`.

    Returns:
        Their names, in order.
    """
    names = os.listdir(os.path.join(_ROOT, *parts))
    return tuple(sorted(name for name in names if name.endswith(".toml")))


def table(*parts: str) -> dict[str, object]:
    """A TOML file of the package; whoever reads it may take entries out of it, but must not change
    what they hold.

    Args:
        parts: The folders below `pathway`, and the name.

    Returns:
        Its table.

    Raises:
        OSError: There is no such file.
    """
    raw = data(*parts)
    ready = _ready(module_of(parts), crc32(raw))
    if ready is not None:
        return dict(ready.TABLE)
    import tomllib

    return tomllib.loads(raw.decode("utf-8"))


def worked_out(name: str, *files: tuple[str, ...]) -> ModuleType | None:
    """What the build worked out from some files, if they are still the same.

    Args:
        name: The module's.
        files: The files, by their folders below `pathway` and their names.

    Returns:
        The module; None where there is none, or a file is another one by now.

    Raises:
        OSError: There is no such file.
    """
    return _ready(name, checksum(*files))


def checksum(*files: tuple[str, ...]) -> int:
    """One number for the content of some files.

    Args:
        files: The files, by their folders below `pathway` and their names.

    Returns:
        The checksum of all of them, in this order.

    Raises:
        OSError: There is no such file.
    """
    found = 0
    for parts in files:
        found = crc32(data(*parts), found)
    return found


def _ready(name: str, content: int) -> ModuleType | None:
    try:
        module = import_module(f"pathway.{READY.replace('/', '.')}.{name}")
    except ImportError:
        return None
    return module if content == module.CONTENT else None


def module_of(parts: tuple[str, ...]) -> str:
    """What the module is called that holds a file made ready."""
    name = "_".join(parts).removesuffix(".toml")
    return "".join(one if one.isalnum() else "_" for one in name)


def made_ready(raw: bytes) -> str:
    """The module that holds a TOML file made ready: what the build writes.

    Args:
        raw: The file's bytes.

    Returns:
        Python that gives the same table, and the file's checksum.

    Raises:
        tomllib.TOMLDecodeError: It is not TOML.
    """
    import tomllib

    found = tomllib.loads(raw.decode("utf-8"))
    return f"import datetime\n\nCONTENT = {crc32(raw)}\nTABLE = {found!r}\n"


FOLDERS = (("base", "messages"), ("dates", "calendar"), ("rulebook",))
"""The folders whose TOML files are made ready: what every plan reads."""
SINGLE = (
    ("rulebook", "ladder", "vocabulary.toml"),
    ("rulebook", "money", "vocabulary.toml"),
    ("scenario", "interview", "spoken.toml"),
)
"""Files of other folders that plans read as well."""


def toml_files(root: str) -> Iterator[tuple[str, ...]]:
    """The files of a package's folder that are made ready, by their folders and names."""
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(root, *folder))):
            if name.endswith(".toml"):
                yield (*folder, name)
    yield from SINGLE
