"""Make the zip to upload as Gradescope's autograder.

Comes in: an assignment's files, the course's key, and this package. Goes out: bytes, the same each time.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from pathlib import Path

from autograder.course import bundle as course_bundle
from autograder.course import settings
from autograder.course.layout import files_below
from autograder.course.secret import course_secret
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken, GradingError
from autograder.results import zips

PYTHON = "3.11.18"
"""What uv installs there: of the line that the kit is tested with."""

UV = """\
uv==0.13.8 \\
    --hash=sha256:e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984 \\
    --hash=sha256:0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d
"""
"""The one tool that is fetched before there is a Python of ours: its wheels for x86_64 and aarch64."""

_PACKAGE = Path(__file__).resolve().parents[2]
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_PACKAGES = {"sklearn": "scikit-learn", "skimage": "scikit-image"}  # modules whose package has another name
_TORCH = re.compile(r"^torch==(?P<version>[0-9.]+)(?:\+\S+)?[ \t]*(?:#.*)?$", re.MULTILINE)


def bundle(name: str, root: Path) -> bytes:
    """Make the zip: the scripts, this package, the course's files and key; raises GradingError for lists of packages that don't serve."""
    imports = settings.of_assignment(settings.find(name, root)).imports
    requirements = _needed(_pins(root, "requirements.txt").decode(), imports)
    torch, requirements = _on_cpu(requirements)
    filled = {
        "name": shlex.quote(name),
        "python": PYTHON,
        "torch": torch,
        "memory_gb": f"{needed_memory(name, root):g}",
    }
    made: dict[str, bytes] = {
        "setup.sh": _filled("setup.sh", filled),
        "run_autograder": _filled("run_autograder", filled),
        "uv.txt": UV.encode(),
        "requirements.txt": requirements.encode(),
        "constraints.txt": _pins(root, "constraints.txt"),
        ".course-key": course_secret(root),
    }
    made |= {f"autograder/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes() for path in files_below(_PACKAGE)}
    made |= course_bundle.files(name, root)
    return zips.pack(dict(sorted(made.items())), modes={path: _mode(path) for path in made})


def needed_memory(name: str, root: Path) -> float:
    """Return the GB of memory that the assignment needs in Gradescope: its own [gradescope], else the course's; raises AssignmentBroken."""
    folder = settings.find(name, root)
    own = settings.of_assignment(folder).gradescope
    needed = (settings.of_course(root).gradescope if own is None else own).memory_gb
    if not 0 < needed < 1024:
        path = (root if own is None else folder) / ("course.toml" if own is None else "assignment.toml")
        raise AssignmentBroken(
            found=f"{path}:{line_of(path, 'memory_gb')}: memory_gb is {needed:g}",
            fix="Write GB, such as 1.5 or 3.",
        )
    return needed


def _filled(template: str, words: dict[str, str]) -> bytes:
    """Put words into a script's {places}; it has braces of its own."""
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"(?<!\$)\{(name|python|torch|memory_gb)\}", lambda place: words[place[1]], text).encode()


def _pins(root: Path, file: str) -> bytes:
    """Read a list of pinned packages: the course's, else the one that the grader itself was installed by."""
    for folder in (root, _PACKAGE.parent):
        if (folder / file).is_file():
            return (folder / file).read_bytes()
    raise GradingError(
        found=f"{root} has no {file}", fix="Copy it from the kit's folder: the bundle installs what it lists."
    )


def _needed(requirements: str, imports: Collection[str]) -> str:
    """Keep the first group of requirements.txt, headed 'grade', and what students may import: a container that only grades needs no more."""
    groups = requirements.split("\n\n")
    kept = next((group for group in groups if "# grade" in group), requirements).rstrip()
    wanted = {_PACKAGES.get(top, top).lower() for top in imports}
    others = [
        line for line in requirements.split("\n") if line.partition("==")[0].lower() in wanted and line not in kept
    ]
    return "\n".join([kept, *others]) + "\n"


def _on_cpu(requirements: str) -> tuple[str, str]:
    """Ask for torch's wheel for CPUs, so that no other can come in; raises AssignmentBroken where its version isn't pinned."""
    found = _TORCH.search(requirements)
    if not found:
        raise AssignmentBroken(
            found="requirements.txt pins no version of torch in its first group",
            fix="Write a line such as torch==2.13.0.",
        )
    torch = f"torch=={found['version']}+cpu"
    return torch, requirements.replace(found[0], torch, 1)


def _mode(path: str) -> int:
    """Let everybody read the package, since students' processes import from it, and nobody else what is secret."""
    if path in ("setup.sh", "run_autograder"):
        return 0o100755
    secret = path.startswith(("assignments/", "source/", "release/", ".course-key"))
    return 0o100600 if secret else 0o100644
