"""Many plans at once: processes of this machine, a Dask cluster, and what tells one program from
another. What is planned here is planned elsewhere; no engine changes an answer.
"""
