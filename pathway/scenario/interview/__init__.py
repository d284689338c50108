"""Asks what a scenario needs, one question at a time, and writes it as a commented file.

The questions are data (`questions.toml`); which of them a firm is asked follows from where it is,
where it wants to be and what the rules on the way there read.
"""
