"""What is built is whole: the wheel is typed and runs a script, the source holds its own tests."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tests" / "adviser_script.py"


def built(kind: str, into: Path) -> Path:
    """A wheel or a source distribution of a copy of what is under version control."""
    pytest.importorskip(
        "setuptools", "70.1", reason="setuptools, which builds distributions, is not here"
    )
    source = into / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    if not listed:
        pytest.skip("what belongs to a distribution is read from version control")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    code = f"from setuptools import build_meta as b; b.build_{kind}({str(into)!r})"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=source, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return next(into.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


@pytest.mark.slow
def test_a_typed_script_holds_against_the_wheel(tmp_path: Path) -> None:
    """A script of sixty lines passes mypy --strict with the wheel's own types, and runs on it."""
    pytest.importorskip("mypy")
    site = tmp_path / "site"
    with zipfile.ZipFile(built("wheel", tmp_path)) as wheel:
        wheel.extractall(site)
    assert (site / "pathway" / "py.typed").exists()
    script = tmp_path / "script.py"
    script.write_bytes(SCRIPT.read_bytes())
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # As in an installed package: its types hold, its own lines are not the caller's to check.
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\n[mypy-pathway.*]\nfollow_imports = silent\n", encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", str(config), str(script)],
        cwd=tmp_path,
        env={**kept, "MYPYPATH": str(site)},
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout.decode()
    firm = ROOT / "scenarios" / "base-tier-parts-maker.toml"
    ran = subprocess.run(
        [sys.executable, str(script), str(firm)],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(site)},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert len(ran.stdout.decode().splitlines()) == 5


@pytest.mark.slow
def test_the_source_distribution_holds_its_own_tests(tmp_path: Path) -> None:
    """Its tests are collected from it alone, and one of them that reads scenarios runs."""
    with tarfile.open(built("sdist", tmp_path)) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    assert (root / "CHANGELOG.md").exists()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment = {**kept, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    for args in (["--collect-only"], ["tests/test_scenario_claims.py", "-m", "not slow", "-x"]):
        done = subprocess.run(
            [*tests, *args], cwd=root, env=environment, capture_output=True, check=False
        )
        assert done.returncode in (0, 5), done.stdout.decode()[-3000:]
        assert "error" not in done.stdout.decode().splitlines()[-1]
