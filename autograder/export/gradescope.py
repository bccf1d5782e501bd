"""Let Gradescope run our grader: the bundle that it is given, and the results.json that it shows.

    bundle        an assignment → the zip to upload as 'autograder' (it holds solutions and hidden checks: for instructors only)
    grade         what the bundle's run_autograder calls: /autograder/submission → /autograder/results/results.json
    results       a record → results.json's content

Gradescope unpacks a zip that a student uploads; it is packed again here, so that it is read with the same care as anywhere else.
A fault of ours writes no results.json: Gradescope then says that the autograder failed, and nobody gets a 0 for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.errors import GradingError
from autograder.model import Assignment, CheckResult, Record, RecordStatus, Status, SubmittedFile
from autograder.results import zips

Json = dict[str, Any]

BASE = Path("/autograder")
MOST_FILES, MOST_BYTES = 200, 64 * 2**20  # of what a student uploaded

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image.
set -euo pipefail
cd /autograder/source
chmod 700 assignments source release
chmod 600 .course-key
python=$(for name in python3.13 python3.12 python3.11; do command -v "$name" && break; done || true)
if [ -z "$python" ]; then
    apt-get update
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv /autograder/source/.venv || { apt-get update; apt-get install -y --no-install-recommends "$(basename "$python")-venv"; "$python" -m venv /autograder/source/.venv; }
.venv/bin/pip install --quiet --requirement requirements.txt --constraint constraints.txt
"""

_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for every submission.
set -euo pipefail
cd /autograder/source
exec .venv/bin/python -m autograder.export.gradescope {name}
"""


def results(record: Record, assignment: Assignment) -> Json:
    """Give what Gradescope shows of a record; raises GradingError for a fault of ours, which isn't to be shown as a score."""
    if record.status is RecordStatus.NOT_GRADED:
        raise GradingError(
            found=f"this submission wasn't graded: {record.reason}",
            fix="Mend the cause, then let Gradescope run it again.",
        )
    extra = {
        "status": str(record.status),
        "assignment": record.assignment,
        "student_id": record.student_id,
        "late_days": record.late_days,
        "option": record.option,
        "findings": [finding.rule for finding in record.findings],
        "submission_sha256": record.submission_sha256,
        "release_version": record.release_version,
        "device": record.device,
        "sandbox_level": record.sandbox_level,
    }
    return {
        "score": record.score,
        "execution_time": round(sum(record.seconds.values())),
        "output": _output(record, assignment),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": extra,
        "tests": list(_tests(record)),
    }


def _tests(record: Record) -> Iterator[Json]:
    number = 0
    for question in record.questions:
        if question.written:
            continue
        number += 1
        for place, check in enumerate(question.checks, start=1):
            yield {
                "name": f"{question.title or question.id}: {check.title}",
                "number": f"{number}.{place}",
                "score": check.points,
                "max_score": check.max_points,
                "status": "passed" if check.status is Status.PASSED else "failed",
                "output": _clean(_said(check)),
                "tags": [question.id],
                "visibility": "visible",
            }


def _said(check: CheckResult) -> str:
    if check.status is Status.PASSED:
        return ""
    lines = [
        check.message or ("Not run: an earlier failure made it pointless." if check.status is Status.NOT_RUN else "")
    ]
    lines += [f"It looks like a known mistake: {check.near_miss}."] if check.near_miss else []
    lines += [f"Hint: {check.hint}"] if check.hint and check.status is Status.FAILED else []
    return "\n".join(line for line in lines if line)


def _output(record: Record, assignment: Assignment) -> str:
    if record.status is RecordStatus.REJECTED:
        return _clean(f"This file couldn't be graded: {record.reason}")
    lines = [f"{assignment.title}: {record.score:g} of {record.max_score:g} points."]
    written = sum(question.max_score for question in record.questions if question.written)
    lines += [f"A person will read the written answers, for up to {written:g} more points."] if written else []
    lines += [
        f"{finding.message} ({finding.points:g} points)" if finding.points else finding.message
        for finding in record.findings
    ]
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


# ---------------------------------------------------------------- in Gradescope's container


def grade(name: str, base: Path = BASE) -> Path:
    """Grade what a student uploaded and write results.json; raises GradingError, and writes nothing, for a fault of ours."""
    from autograder.course import assignment as assignments
    from autograder.course.secret import course_secret
    from autograder.examine.test_plan import seed_for
    from autograder.examine.versions import Versions
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox

    root = base / "source"
    told = _metadata(base / "submission_metadata.json")
    loaded = assignments.load(name, root)
    due = _time(told.get("assignment", {}).get("due_date"))
    loaded = replace(loaded, due=due or loaded.due)
    versions = Versions(loaded, seed_for(course_secret(root), loaded))
    file = SubmittedFile(packed(base / "submission"), f"{name}.zip", received=_time(told.get("created_at")))
    with Sandbox.start(least_level=loaded.least_sandbox_level) as sandbox:
        graded = Grader(versions, sandbox).grade(file)
    target = base / "results" / "results.json"
    content = json.dumps(results(graded.record, loaded), indent=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")
    return target


def packed(folder: Path) -> bytes:
    """Pack what was uploaded: a lone zip as it is, else every plain file, links left out."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    files = [
        path for path in files if not any(parent.is_symlink() for parent in path.parents if folder in parent.parents)
    ]
    if len(files) > MOST_FILES or sum(path.stat().st_size for path in files) > MOST_BYTES:
        files = [path for path in files if path.suffix == ".ipynb"][:MOST_FILES]
    if len(files) == 1 and files[0].suffix == ".zip":
        return files[0].read_bytes()
    return zips.pack({str(path.relative_to(folder)): path.read_bytes() for path in files})


def _metadata(path: Path) -> Json:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _time(text: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time and time.tzinfo else None


# ---------------------------------------------------------------- the bundle


def bundle(name: str, root: Path) -> bytes:
    """Make the zip to upload as Gradescope's autograder: the same bytes each time."""
    from autograder.course.secret import course_secret

    made: dict[str, bytes] = {
        "setup.sh": _SETUP.encode(),
        "run_autograder": _RUN.format(name=name).encode(),
        "requirements.txt": _needed(_pins(root, "requirements.txt").decode()).encode(),
        "constraints.txt": _pins(root, "constraints.txt"),
        ".course-key": course_secret(root),
    }
    package = Path(__file__).resolve().parents[1]
    made |= {f"autograder/{path}": data for path, data in _files(package).items()}
    for folder in (f"assignments/{name}", "assignments/common", f"source/{name}", f"release/{name}"):
        made |= {f"{folder}/{path}": data for path, data in _files(root / folder).items()}
    if (root / "course.toml").is_file():
        made["course.toml"] = (root / "course.toml").read_bytes()
    return zips.pack(dict(sorted(made.items())), modes={path: _mode(path) for path in made})


def _pins(root: Path, file: str) -> bytes:
    """Read a list of pinned packages: the course's, else the one that the grader itself was installed by."""
    for folder in (root, Path(__file__).resolve().parents[2]):
        if (folder / file).is_file():
            return (folder / file).read_bytes()
    raise GradingError(
        found=f"{root} has no {file}", fix="Copy it from the kit's folder: the bundle installs what it lists."
    )


def _files(folder: Path) -> Mapping[str, bytes]:
    wanted = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    parts = ((path, path.relative_to(folder)) for path in wanted)
    return {
        inside.as_posix(): path.read_bytes()
        for path, inside in parts
        if not any(part.startswith((".", "__pycache__")) for part in inside.parts)
    }


def _needed(requirements: str) -> str:
    """Keep the first group of requirements.txt, headed 'grade': a container that only grades needs no more."""
    groups = requirements.split("\n\n")
    return next((group for group in groups if "# grade" in group), requirements).rstrip() + "\n"


def _mode(path: str) -> int:
    """Let everybody read the package, since students' processes import from it, and nobody else what is secret."""
    if path in ("setup.sh", "run_autograder"):
        return 0o100755
    secret = path.startswith(("assignments/", "source/", "release/", ".course-key"))
    return 0o100600 if secret else 0o100644


def main(arguments: list[str]) -> int:
    """Grade the submission of this container."""
    try:
        print(f"Wrote {grade(arguments[0])}.")
    except GradingError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
