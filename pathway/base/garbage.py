"""When Python looks for garbage in cycles.

A plan leaves behind some ten thousand objects, most of them without cycles, and Python would look
at them after every 700: a tenth of the time of a command. So a command that makes its values once
and ends never looks, and one that plans firm after firm, perhaps for days, looks once in a while.
"""

import gc


def sweep_never() -> None:
    """No search until the process ends, or until `sweep_seldom`."""
    gc.disable()


def sweep_seldom() -> None:
    """A search after every 50,000 new objects."""
    gc.enable()
    gc.set_threshold(50_000, 20, 20)
