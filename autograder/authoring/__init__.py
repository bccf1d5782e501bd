"""From an author's text to what students open, and the proof that the two fit: everything that happens before a class starts.

    notebook.py ─build→ source/<name>/<name>.ipynb ─release→ release/<name>/ ─rehearse→ a table that says the assignment holds

`master_text` reads and writes the master, `compile` makes the notebook of it, `release` lets nbgrader take the solutions out, `leaks` looks
for what must not be in a release, `submissions` hands in as students do, `demo` makes a class of them, `rehearse` proves an assignment.
Imported by cli alone. Runs in the command's process, as the author: none of it meets a student's code outside the sandbox.
"""

import sys

# jsonschema, which nbformat imports, looks for a checker of international addresses that builds 39 grammars when it is found: a second for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
