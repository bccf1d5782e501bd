"""A term of a course, graded by the real commands and looked at from outside: is each person's mark the right one wherever it is shown?

Comes in: a number of students. Goes out: a table 'expected mark = shown mark' for every place that shows marks, and the files that are in no record
and in no list. What somebody's mark must be is told by how their hand-in was made, never by asking the code that is tried: `python -m term --help`.
"""
