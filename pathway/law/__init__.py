"""The law as data: an expression language, provisions with dated versions, and the rulebook that holds them."""
