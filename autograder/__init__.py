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
    temporary                            folders below TMPDIR, which go with their process
    model  errors                        the values that travel, and whose fault it is when one doesn't
"""

import os
import sys

MYPY = False
if MYPY:  # typing could still be somebody else's file, in the folder that `python -m autograder` is called in
    from typing import Any

__version__ = "0.2.0"

_HERE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 - pathlib could still be somebody else's file
_BOOT = """\
import sys
from importlib import import_module, util
found = util.spec_from_file_location("autograder", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
package = sys.modules["autograder"] = util.module_from_spec(found)
found.loader.exec_module(package)
import_module(sys.argv[2]).main(*sys.argv[3:])
"""


def bench(name: str, root: "Any" = None) -> "Any":
    """Ask functions of a notebook as students' are asked: bench("knn").ask("predict_labels", my_function); `authoring.bench` has the rest.

    Loaded when it is asked for: this module is read in every process of ours, in those beside students' code too.
    """
    from importlib import import_module

    return import_module("autograder.authoring.bench").bench(name, root)


def own_process(module: str, *arguments: str) -> list[str]:
    """Return the command that starts a process of ours: it calls the module's `main` with the arguments.

    Every process of ours but the first is started so. It imports this package from where it lies, all else from where the interpreter was
    installed, and nothing from the current folder, PYTHONPATH or the user's own packages: a file of a student's beside the grader,
    named msgspec.py or torch.py, never runs. Give it a current folder of its own too: some libraries read settings there.
    """
    return [sys.executable, "-I", "-c", _BOOT, _HERE, module, *arguments]
