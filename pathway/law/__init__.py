"""Code that reads the law: provisions with dated versions, the rulebook that holds them, steps and
their milestones. The law itself is data, in `pathway/rulebook`.
"""
