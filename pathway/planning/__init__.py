"""Scenario, law and dates together: the network of each route, its solution, and why no day is
earlier. `plan`, `check` and `why` live here.
"""
