"""Questions that take many plans: compare, levers, simulate, portfolio, backtest.
Each plans through `pathway.planning` and adds up what comes back.
"""
