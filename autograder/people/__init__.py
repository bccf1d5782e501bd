"""Know who is expected, with whom they work, when they handed in, and what was allowed to them.

Comes in: people/roster.csv and people/exceptions.csv of a course, class lists and times as an LMS writes them. Goes out: Students, what was
allowed to one of them, times by student, and each person's record from what a group or a person handed in. Imported by course (for its time
zone), dispatch, export and cli. Runs in the command's process; it never sees a student's file.
"""
