"""Grade notebooks that strangers wrote.

A submission flows one way, and every stage hands the next a plain value; `pipeline` is the whole flow in one function:

    SubmittedFile ─intake→ Submission ─assemble→ Program ─run→ Observations ─examine→ Verdicts, Record ─report→ feedback, marks

Student code runs in `run` only, inside the sandbox. Only inputs go in, only answers come out, as plain numbers. Hidden checks,
references, expected answers and tolerances never enter that process.

    cli  authoring  dispatch  export     what people ask for: commands, making assignments, whole classes, other systems
    pipeline                             the flow; the only module that knows every stage
    intake  assemble  run  examine  report    the stages; they never import each other
    people                               who is expected, with whom, when, and what was allowed to them
    course  checks  results              an assignment as it is written, what its checks are written with, what is kept
    sandbox  wire                        the processes beside students' code, and how values reach them and come back
    reuse                                what need not be done again, by hashes of all that it depends on
    progress  untrusted_text  value_tree     a bar for the terminal; a student's text made harmless; a walk through any answer
    model  errors                        the values that travel, and whose fault it is when one doesn't
"""

__version__ = "0.2.0"
