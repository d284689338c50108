"""The build: everything is said in setup.cfg, but that TOML files and calendars are also made ready
to load, and what the source distribution holds besides the package: all that its own tests need.
"""

import os
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pathway.base.package_data import READY, made_ready, module_of, toml_files
from pathway.dates.calendar.known import to_make_ready
from pathway.dates.calendar.ready import MODULE


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


setup(cmdclass={"build_py": BuildWithTables, "sdist": SourcesWithTests})
