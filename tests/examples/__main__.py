"""`python -m tests.examples --write`."""

import sys

from tests.examples import __doc__ as about
from tests.examples import write

if sys.argv[1:] != ["--write"]:
    sys.exit(about)
for path in write():
    print(path.name)
