"""What plain `nbgrader …` and formgrader are told when they run from here: release as we do, and grade through our grader."""

import tomllib
from pathlib import Path

from traitlets.config import Config

from autograder.authoring.release import nbgrader_settings
from autograder.export.nbgrader.gradebook import with_driver

ROOT = Path(__file__).absolute().parent  # not resolved: a demo course links this file, and is a course of its own
COURSE = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))

c = get_config()  # noqa: F821 - given by nbgrader
c.merge(Config(nbgrader_settings()))
c.CourseDirectory.root = str(ROOT)
c.GenerateAssignment.post_convert_hook = "autograder.authoring.release.finish_after_nbgrader"
if COURSE.get("database"):
    c.CourseDirectory.db_url = with_driver(COURSE["database"])

# The hook grades in the sandbox and gives back the notebook to show; nothing of a student's runs in nbgrader's own process.
c.Autograde.sanitize_preprocessors = ["autograder.export.nbgrader.preprocessor.grade_submitted"]
c.Autograde.autograde_preprocessors = []
