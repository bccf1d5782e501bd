"""A run's results on disk: each file's place, how it is written, and whether this version may read it.

Comes in: records, saved runs, pages, tables. Goes out: files that are there whole or not at all, and what is read back from them.
Everything but the stages from intake to examine may import it. It runs in the driver's process, and in workers where they encode results.
"""
