"""What several test modules share: running the command line, shipped schemas, how many random cases
are tried.
"""

import json
import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator

from pathway.base.garbage import sweep_seldom
from pathway.cli.main import main

Run = Callable[..., tuple[int, str, str]]

# How fast cases are made says how busy the machine is, and nothing of the code.
settings.register_profile("usual", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usual")

# For `python -m tests.mutation`, where a failure need not be made small.
settings.register_profile(
    "mutation",
    phases=[Phase.explicit, Phase.generate],
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
)


def tries(usual: int) -> int:
    """How many random cases a property is tried on: the usual number, times PATHWAY_TRIES."""
    return max(1, round(usual * float(os.environ.get("PATHWAY_TRIES", "1"))))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line: (exit status, standard output, standard error)."""
    monkeypatch.setenv("PATHWAY_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def go(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(list(args))
        sweep_seldom()  # a command never looks for garbage, but the tests go on
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


def fits(data: object, name: str) -> None:
    """Raises where an answer does not fit the shipped schema of a name."""
    _validator(name).validate(data)


@cache
def _validator(name: str) -> Draft202012Validator:
    path = files("pathway").joinpath("report", "schemas", f"{name}.schema.json")
    loaded: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded)
