"""Write marks into nbgrader's gradebook, and grade when nbgrader's own autograde asks.

Comes in: records and programs. Goes out: rows of the gradebook and autograded/ notebooks, as nbgrader and formgrader read them.
Imported by export, and by nbgrader through nbgrader_config.py; runs in the command's process or nbgrader's. The only place beside authoring.release that knows nbgrader or SQLAlchemy.
"""

import sys

# jsonschema, which nbformat imports, looks for a checker of international addresses that builds 39 grammars when it is found: a second for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
