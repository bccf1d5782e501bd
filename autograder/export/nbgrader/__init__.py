"""Write marks into nbgrader's gradebook, and grade when nbgrader's own autograde asks.

Comes in: records and programs. Goes out: rows of the gradebook and autograded/ notebooks, as nbgrader and formgrader read them.
Imported by export, report and cli; runs in the command's process. The only place beside authoring.release that knows nbgrader or SQLAlchemy.
"""

import sys

# jsonschema, which nbformat imports, looks for a checker of international addresses that builds 39 grammars when it is found: a second for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
