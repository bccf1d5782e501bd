"""A results folder and the files in it: records, kept runs, tables.

Comes in: Records and the Program and Observations that they were made of. Goes out: files that are written whole or not at all, and read back with care.
Imported by pipeline, dispatch, report, export, authoring and cli, never by a stage. Runs in the command's process and in its grading workers.
"""
