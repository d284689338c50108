"""What is built is whole: the wheel is typed and runs a script, the source holds its own tests."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tests" / "adviser_script.py"


def built(kind: str, into: Path, age: float | None = None) -> Path:
    """A wheel or a source distribution of a copy of what is under version control. age: the time
    that the files bear, in seconds; None for now.
    """
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
        if (ROOT / name).is_file() or (ROOT / name).is_symlink():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name, follow_symlinks=False)
        if age is not None and (ROOT / name).is_file():
            os.utime(source / name, (age, age))
    code = f"from setuptools import build_meta as b; b.build_{kind}({str(into)!r})"
    env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=source,
        env=env,
        capture_output=True,
        check=False,
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


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_what_is_built_has_the_same_bytes_twice(tmp_path: Path, kind: str) -> None:
    """Built in two folders from files of different age, a distribution is the same to the byte."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = built(kind, tmp_path / "one")
    second = built(kind, tmp_path / "two", age=1_500_000_000)
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
def test_the_wheel_is_tested_without_the_source(tmp_path: Path) -> None:
    """Tests beside nothing but the scenarios hold against the wheel, which holds all it needs: law,
    messages, guide, schemas, templates and examples.
    """
    site, desk = tmp_path / "site", tmp_path / "desk"
    with zipfile.ZipFile(built("wheel", tmp_path)) as wheel:
        wheel.extractall(site)
    shutil.rmtree(tmp_path / "source")
    for part in ("tests", "scenarios"):
        shutil.copytree(ROOT / part, desk / part, ignore=shutil.ignore_patterns("__pycache__"))
    (desk / "setup.cfg").write_text(
        "[tool:pytest]\nmarkers =\n    slow: takes long\n", encoding="utf-8"
    )
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment = {**kept, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    files = ("test_attack", "test_scenario_claims", "test_endings", "test_doctor", "test_days")
    tests = [f"tests/{name}.py" for name in files]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *tests],
        cwd=desk,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()[-3000:]
    code = "import pathway; print(pathway.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=desk, env=environment, capture_output=True, check=True
    )
    assert where.stdout.decode().startswith(str(site))
