"""Days without law: sets of days, steps from day to day, the two calendars, and the solver of
temporal networks. Nothing here knows what a milestone means.
"""
