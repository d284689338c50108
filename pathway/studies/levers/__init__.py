"""Which single change, or pair, brings a date forward, and how far each figure may fall before it
moves back. Works from the turning points of the law, not from a grid.
"""

MIN_DAYS, MOST_DAYS = 10, 3660
"""Calendar days that a lever gains, or a margin costs, to be worth a line where nothing else is
asked for; and the most that can be asked for.
"""
