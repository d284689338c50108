"""The build: everything is said in setup.cfg, but that TOML files and calendars are also made ready
to load, and what the source distribution holds besides the package: all that its own tests need.

What is built from the same files has the same bytes, whoever builds it and when.
"""

import gzip
import io
import os
import sys
import tarfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pathway.base.package_data import READY, made_ready, module_of, toml_files
from pathway.dates.calendar.known import to_make_ready
from pathway.dates.calendar.ready import MODULE

# Files of a wheel bear this time (1980, the first that a zip file knows), unless another is given.
EPOCH = int(os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800"))


class BuildWithTables(build_py):
    """Copies the package, then writes a module for each of its TOML files that a command reads, and
    one for the calendars.
    """

    def run(self) -> None:
        super().run()
        if getattr(self, "editable_mode", False):
            return
        package = Path(self.build_lib) / "pathway"
        ready = package / READY
        ready.mkdir(exist_ok=True)
        (ready / "__init__.py").write_text('"""TOML files made ready to load, by the build."""\n')
        modules = {MODULE: to_make_ready()}
        for parts in toml_files(str(package)):
            modules[module_of(parts)] = made_ready(package.joinpath(*parts).read_bytes())
        for name, text in modules.items():
            (ready / f"{name}.py").write_text(text, encoding="utf-8")


class SourcesWithTests(sdist):
    """Adds scenarios, tests and what they read to the sources."""

    def make_distribution(self) -> None:
        self.filelist.append("CHANGELOG.md")
        for folder in (".ci", "scenarios", "tests"):
            self.filelist.extend(
                str(path)
                for path in sorted(Path(folder).rglob("*"))
                if path.is_file() and "__pycache__" not in path.parts
            )
        super().make_distribution()
        for name in self.archive_files:
            if name.endswith(".tar.gz"):
                Path(name).write_bytes(settled(Path(name).read_bytes()))


def settled(archive: bytes) -> bytes:
    """The same archive without what is of the machine and of the moment: order, times, owners."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old, key=lambda member: member.name):
            member.mtime, member.pax_headers = EPOCH, {}
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    return gzip.compress(out.getvalue(), mtime=EPOCH)


setup(cmdclass={"build_py": BuildWithTables, "sdist": SourcesWithTests})
