"""How far the program goes: the largest text that it reads, and the last year that it knows."""

LARGEST_TEXT = 2**20
"""Bytes of a scenario, an overlay or a table of cases; a longer one is refused unread."""
LAST_YEAR = 2060
"""The last year of the calendars, whose festivals are encoded up to it: no date lies after it."""
LONGEST_EXPRESSION = 20_000
"""Characters of one expression of law; the longest that ships has a fortieth of them."""
DEEPEST_REFERENCES = 40
"""Provisions of law that refer to one another in a row; the shipped law has a few."""
MOST_COLUMNS = 2**14
"""Columns of a table: as many as a sheet of a spreadsheet has."""
LAST_ROW = 2**20
"""The last row of a sheet of a spreadsheet."""
LARGEST_UNPACKED = 2**27
"""Bytes of a workbook once it is unpacked."""
LONGEST_ANSWER = 10_000
"""Bytes of one answer in an interview."""
MOST_DRAWS = 10**9
"""Draws of one simulation."""
LARGEST_INVENTORY = 2**26
"""Bytes of the manifest and of the inventory of a folder of parts."""
