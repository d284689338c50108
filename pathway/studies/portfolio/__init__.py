"""Many firms: a table or a folder in, one row a firm out, whole or in parts that a broken run goes
on with. Firms that cannot be read are named and the rest is done.
"""
