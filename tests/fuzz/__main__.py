"""The long run, by hand."""

import argparse

from tests.fuzz.generators import KINDS
from tests.fuzz.running import run

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--cases", type=int, default=1000, help="of each kind")
parser.add_argument("--seed", type=int, default=1, help="the first case")
parser.add_argument("--kind", choices=KINDS, action="append")
asked = parser.parse_args()
raise SystemExit(1 if run(asked.kind or list(KINDS), asked.cases, asked.seed) else 0)
