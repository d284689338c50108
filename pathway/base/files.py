"""Files: written whole or not at all; the one that was meant where there is none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pathway.base.errors import nearest


@contextlib.contextmanager
def replaced(output: Path) -> Iterator[str]:
    """A temporary file that takes the place of another one when all went well; else nothing is left
    of it.
    """
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        os.close(handle)
        yield name
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, output)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def neighbour(path: Path, folders: bool = False) -> Path | None:
    """The file beside a path whose name is most like its own; None where none is. folders: or a
    folder.
    """
    try:
        here = os.listdir(path.parent)
        names = [name for name in here if folders or path.with_name(name).is_file()]
    except (OSError, ValueError):
        return None
    close = nearest(path.name, names)
    return path.with_name(close) if close else None
