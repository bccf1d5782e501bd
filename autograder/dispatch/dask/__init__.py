"""Grading on many machines, by dask.distributed.

Comes in: what the scheduler gives out. Goes out: what the nodes answer. Only dispatch imports it. `connection` and `driver` run in the
driver's process; `node` runs in dask's worker processes on the cluster's machines, and starts the same grading processes there as locally.
"""
