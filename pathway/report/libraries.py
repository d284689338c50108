"""The libraries that write files of other programs, which need not be installed."""

from __future__ import annotations

from pathway.base.errors import EngineError
from pathway.base.formats import LIBRARIES
from pathway.base.phrases import phrase


def missing_library(form: str, error: ModuleNotFoundError) -> EngineError:
    """The error about a format whose library is not there: which one to install."""
    name = error.name or LIBRARIES.get(form, form)
    return EngineError(phrase("output.needs-library", form=form, name=name))
