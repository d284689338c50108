"""What every room uses: phrases in two languages and their messages, errors, files written whole,
limits, the version. Knows nothing of dates, law or firms.
"""
