"""Hostile inputs from seeded generators, round the command line in one process.

    python -m tests.fuzz --cases 20000 --seed 7 [--kind overlay]

A case fails where it ends in a traceback or another status than 0 to 3, takes more than two seconds
of the processor, leaves a file behind or prints data with status 2. The test command runs a few
cases of each kind; the long run is by hand.
"""
