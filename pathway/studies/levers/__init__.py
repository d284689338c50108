"""Which single change, or pair, brings a date forward, and how far each figure may fall before it
moves back. Works from the turning points of the law, not from a grid.
"""
