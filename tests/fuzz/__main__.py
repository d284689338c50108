"""The long run, by hand."""

import argparse
from pathlib import Path

from tests.fuzz.kinds import KINDS, shared
from tests.fuzz.running import run

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--cases", type=int, default=2000, help="of all kinds; of each with --kind")
parser.add_argument("--seed", type=int, default=1, help="the first case")
parser.add_argument("--kind", choices=KINDS, action="append")
parser.add_argument("--log", type=Path, help="a line of JSON for every thousand cases; goes on")
asked = parser.parse_args()
shares = dict.fromkeys(asked.kind, asked.cases) if asked.kind else shared(asked.cases)
raise SystemExit(1 if run(shares, asked.seed, asked.log) else 0)
