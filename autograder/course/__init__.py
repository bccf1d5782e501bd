"""Read a course as its teacher wrote it: assignments with their settings, the secret that inputs are drawn from.

Comes in: assignment.toml, course.toml, checks, references, rosters and times. Goes out: an Assignment, Students, and the bytes that carry all of it to
another machine. Imported by dispatch, export, authoring and cli. Runs in the command's process and in its grading workers, never beside a student's code.
"""
