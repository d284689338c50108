"""One firm as a scenario knows it: what is so, what is assumed, what is asked.
Files and interviews make scenarios; nothing here plans.
"""
