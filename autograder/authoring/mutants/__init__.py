"""Change our own solutions in one place each, and see what the hidden checks make of it: what they let through, and what a mistake costs.

Comes in: an assignment. Goes out: a table of what was killed and what stayed alive, and the catalogue of near misses (hidden/near_misses.toml)
by which feedback names a mistake. Only authors' commands import it; mutants are graded as students' zips are, in workers and their sandbox.

`changes` says which changes are made, of one node of a solution's syntax tree each: `expressions`, `calls` and `statements` make them.
`rehearsal` hands them in, `table` says how they fared, `equivalent` reads which of them nobody could tell apart, `catalogue` writes near misses.
"""
