"""Turn records into what people read: a page per student, a page per assignment, and marks.csv.

    Record → feedback.page → one HTML file, self-contained, without script, style or link of a student's
    [Record] → course.page → the assignment's page
    [Record] → marks.table → marks.csv

Everything of a student's on a page passes through paper.py, which escapes it and makes invisible characters visible.
"""
