"""From an author's text to what students open, and the proof that the two fit: everything that happens before a class starts.

    notebook.py ─build→ source/<name>/<name>.ipynb ─release→ release/<name>/ ─rehearse→ a table that says the assignment holds

Comes in: an author's text, checks and answers. Goes out: notebooks and proof. It runs in an author's own process, and only cli, exports to
nbgrader, tests and benchmarks import it.

`master` is the text, `compile` and `pull` turn it into the source notebook and back, `release` lets nbgrader take the solutions out, `leaks`
looks for what must not be in a release, `answer_blocks` says what authors would type, `submissions` hands in as students do, `demo` makes
a class of them, `rehearse` proves an assignment.
"""

import sys

# jsonschema, which nbformat imports, looks for a checker of international addresses that builds 39 grammars when it is found: a second for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
