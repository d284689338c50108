"""Files: written whole or not at all, and never more of one read than was meant; the one that was
meant where there is none.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pathway.base.errors import nearest

_PREFIX = 40
"""Characters of a file's name that its temporary neighbour bears: names may be as long as the
system lets them, and that one has to be no longer.
"""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


@contextlib.contextmanager
def replaced(output: Path, *, follow: bool = True) -> Iterator[str]:
    """A temporary file that takes the place of another one when all went well; else nothing is left
    of it.

    A file that is there keeps its mode, and its owner, extended attributes and access list as far
    as the system allows; a link keeps leading to it. What is no regular file (a device, a pipe) is
    written to and never replaced.

    Args:
        output: The file to write.
        follow: Whether a link is followed. Where others may have put links, it is not: the link
            itself is replaced.

    Yields:
        The name of the temporary file.

    Raises:
        OSError: It names `output`.
    """
    with _named(output):
        found = _status(output, follow)
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise _error(errno.EISDIR, output)
        if found is not None and not stat.S_ISREG(found.st_mode):
            with _through(output) as name:
                yield name
            return
        if found is not None and not os.access(output, os.W_OK):
            raise _error(errno.EACCES, output)
        # The folder of the file itself, so that the exchange is a single step of the system.
        target = Path(os.path.realpath(output)) if follow else output
        with _beside(target, found) as name:
            yield name


@contextlib.contextmanager
def _beside(target: Path, found: os.stat_result | None) -> Iterator[str]:
    """A temporary file in the folder of a regular file, and then in its place."""
    # Named before it is there: a signal in between would leave a file that nobody knows of.
    name = str(target.parent / f".{target.name[:_PREFIX]}.{os.urandom(8).hex()}")
    try:
        os.close(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        yield name
        if found is None:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)
        else:
            _like(name, target, found)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def _through(output: Path) -> Iterator[str]:
    """A temporary file that is copied into a device or a pipe."""
    import shutil
    import tempfile

    handle, name = tempfile.mkstemp()
    try:
        os.close(handle)
        yield name
        with open(name, "rb") as made, open(os.open(output, os.O_WRONLY), "wb") as out:
            shutil.copyfileobj(made, out)
    finally:
        os.unlink(name)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Gives an error of the system that names no file, or the temporary one, the name of the file
    that was meant.
    """
    try:
        yield
    except (BrokenPipeError, ConnectionError, TimeoutError):
        raise
    except OSError as error:
        temporary = f"{os.sep}.{path.name[:_PREFIX]}."
        if error.filename is None or temporary in os.fsdecode(error.filename):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        raise


def _status(path: Path, follow: bool) -> os.stat_result | None:
    """What the system tells of a file; None where there is none, or a link in its stead that is not
    to be followed.
    """
    try:
        found = path.stat() if follow else path.lstat()
    except FileNotFoundError:
        return None
    return None if stat.S_ISLNK(found.st_mode) else found


def _like(name: str, target: Path, found: os.stat_result) -> None:
    """Gives a file the owner, the extended attributes and the access list of another one, as far as
    one may, and its mode.
    """
    if hasattr(os, "listxattr"):
        _with_attributes(name, target)
    if hasattr(os, "chown"):
        for owner in ((found.st_uid, -1), (-1, found.st_gid)):
            with contextlib.suppress(OSError):
                os.chown(name, *owner)
    os.chmod(name, stat.S_IMODE(found.st_mode))


def _with_attributes(name: str, target: Path) -> None:
    """Gives a file the extended attributes of another one (among them its access list), each as far
    as the system lets.
    """
    with contextlib.suppress(OSError):  # a file system without any
        for attribute in os.listxattr(target):
            with contextlib.suppress(OSError):
                os.setxattr(name, attribute, os.getxattr(target, attribute))


def _error(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))


class NotRegularError(OSError):
    """What was to be a file is a device, a pipe or a link."""


def opened_regular(path: Path, flags: int = os.O_RDONLY, *, follow: bool = True) -> int:
    """A descriptor of a regular file, opened without waiting for anybody.

    For the files of folders that others may have filled: a pipe among them would never end.

    Args:
        path: The file.
        flags: How it is opened, as for `os.open`.
        follow: Whether it may be reached through a link.

    Returns:
        The descriptor, which the caller closes.

    Raises:
        NotRegularError: It is anything but a regular file.
        OSError: It cannot be opened.
    """
    try:
        if not follow and path.is_symlink():
            raise _error(errno.ELOOP, path)
        handle = os.open(path, flags | _NO_WAIT | (0 if follow else _NO_LINK), 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise NotRegularError(error.errno, error.strerror, str(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegularError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return handle


def read_at_most(path: Path, most: int, *, regular: bool = False) -> bytes:
    """The bytes of a file, and of a larger one as many as show that it is larger.

    Args:
        path: The file.
        most: How large it may be, in bytes; at most one more is read.
        regular: Whether anything but a regular file is refused, as in folders that others may have
            filled. A pipe that the user names is read to its end.

    Returns:
        The bytes; more than `most` where the file is too large.

    Raises:
        NotRegularError: `regular`, and it is no regular file.
        OSError: It cannot be read.
    """
    with open(opened_regular(path), "rb") if regular else path.open("rb") as stream:
        data: bytes = stream.read(most + 1)
        return data


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
