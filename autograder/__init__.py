"""Grade notebooks that strangers wrote.

A submission flows one way, and every stage hands the next a plain value:

    SubmittedFile ─intake→ Submission ─assemble→ Program ─run→ Observations ─examine→ Verdicts → Record ─report→ feedback, marks

Student code runs in `run` only, inside the sandbox. Only inputs go in, only answers come out, as plain numbers. Hidden checks,
references, expected answers and tolerances never enter that process. `pipeline.Grader.grade` is the whole flow in one
function.
"""
