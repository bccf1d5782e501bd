"""Let Gradescope run our grader: the bundle that it is given, and the results.json that it shows.

Comes in: an assignment, and in Gradescope's container what a student uploaded. Goes out: the zip to upload as 'autograder' (it holds
solutions, hidden checks and the course's secret: for staff only), and results.json. Imported by export and cli; `bundle` runs in the command's
process, all else in the container: `memory` (a program of its own), `container` and `proof`, which templates/ start.

    templates/setup.sh         once, as the image is built: Python, packages, then `proof`; a broken image fails to build
    templates/run_autograder   for each submission: `memory` first, then `container`

A fault of ours, too little memory included, ends with a sentence, an exit status and no results.json: Gradescope then says that the
autograder failed, and no score is made.
"""

from autograder.export.gradescope.bundle import bundle
from autograder.export.gradescope.container import grade
from autograder.export.gradescope.shown import results

__all__ = ["bundle", "grade", "results"]
