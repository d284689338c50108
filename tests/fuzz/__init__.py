"""Hostile inputs from seeded generators, round the command line and its readers in one process.

    python -m tests.fuzz --cases 200000 --log fuzz.jsonl [--seed 7] [--kind overlay]

A case fails where it ends in a traceback or another status than 0 to 3, takes more than two seconds
of the processor (a report for the board five, a whole interview ten) or adds more than 300 MiB to the
process, leaves a file behind or prints data with status 2, or where what an interview wrote is
refused. The test command runs a few cases of each kind; the long run is by hand, and goes on from its
log where it was broken off.
"""
