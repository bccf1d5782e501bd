"""Write marks as other systems want them.

gradebook    nbgrader's database and autograded/ (the only module here that imports nbgrader)
autograded   the notebook that nbgrader shows for a submission
lms          Canvas, Moodle, Blackboard
gradescope   results.json, and the bundle that makes Gradescope run our grader
"""

import sys

# jsonschema, which nbformat imports, looks for a checker of international addresses that builds 39 grammars when it is found: a second for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
