"""What runs beside students' code in a confined child: load cells, put calls, count work, answer with plain values.

Comes in: source text, names and inputs off the wire. Goes out: claims, which the examiner checks. Imported by `server` alone; a student who
owns the process can read and change all of it, so there is nothing here to hide.
"""
