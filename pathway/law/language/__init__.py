"""The expression language in which requirements are written: grammar, parser, figures compared,
verdicts. Parsed, never executed; a requirement becomes the set of days on which it holds.
"""
