"""The desk: one local web page for all that a person has to do in a course: mark, look, decide, answer.

Comes in: requests of a browser on this machine, which shows the token that the command printed. Goes out: pages, and what people gave: marks and
comments in nbgrader's gradebook, exceptions in people/, each by the function that the commands use. Imported by cli alone; runs in a process of
its own, `autograder desk`, which never runs a student's code: what has to be graded is given to a command of its own.

A request goes through `guard` (who may ask), `app` (which view), a view module (what to show or do), and `paper` (how it is printed).
"""
