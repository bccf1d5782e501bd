"""What several verbs take, and what their folders mean: the course's folder, the results' folder, the options that speak of clusters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.errors import UsageError
from autograder.untrusted_text import encodable, for_message

_PANEL = "On a cluster (docs/clusters.md)"

Names = Annotated[list[str] | None, typer.Argument(help="Assignments; all when left out.")]
Name = Annotated[str, typer.Argument(help="The assignment, a folder of assignments/.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where results go; default results/NAME.")]
Root = Annotated[
    Path | None, typer.Option("--root", help="The course's folder; default: this one or the nearest above.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Grading processes; default: one for each core, or for each GPU slot.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Roster = Annotated[
    Path | None, typer.Option(help="CSV of who is expected: student_id, name, and the LMS's id of them.")
]
Scheduler = Annotated[
    str, typer.Option("--cluster", help="A dask scheduler: tls://host:8786 or tcp://host:8786.", rich_help_panel=_PANEL)
]
TlsCa = Annotated[Path | None, typer.Option(help="Who signs the cluster's certificates, PEM.", rich_help_panel=_PANEL)]
TlsCert = Annotated[Path | None, typer.Option(help="This machine's certificate, PEM.", rich_help_panel=_PANEL)]
TlsKey = Annotated[Path | None, typer.Option(help="Its private key, PEM.", rich_help_panel=_PANEL)]
Slurm = Annotated[bool, typer.Option("--slurm", help="Start workers as Slurm jobs.", rich_help_panel=_PANEL)]
SlurmQueue = Annotated[str | None, typer.Option(help="The partition.", rich_help_panel=_PANEL)]
SlurmJobs = Annotated[int, typer.Option(min=1, help="How many jobs.", rich_help_panel=_PANEL)]
SlurmCores = Annotated[int, typer.Option(min=1, help="Cores of a job, each grades.", rich_help_panel=_PANEL)]
SlurmMemory = Annotated[str, typer.Option(help="Memory of a job.", rich_help_panel=_PANEL)]
SlurmWalltime = Annotated[str, typer.Option(help="Longest that a job runs.", rich_help_panel=_PANEL)]
SlurmOption = Annotated[
    list[str] | None,
    typer.Option(help="Another line for sbatch, such as --gres=gpu:1; may be repeated.", rich_help_panel=_PANEL),
]


def course_root(given: Path | None, hand_ins: Sequence[Path] = ()) -> Path:
    """Find the course's folder, the one here or above with an assignments/ in it; raises UsageError.

    What lies there runs as code of ours. So none is guessed where there are two, or where it lies among hand-ins: a student may hand one in.
    """
    here = Path.cwd()
    courses = [folder for folder in ((given,) if given else (here, *here.parents)) if (folder / "assignments").is_dir()]
    if not courses:
        raise UsageError(
            found=f"{given or here} is no course: it has no folder assignments/",
            fix="Go there, or give --root; autograder new NAME in an empty folder begins one.",
        )
    if len(courses) > 1:
        raise UsageError(
            found=f"{courses[0]} has a folder assignments/, and so has {courses[1]} above it",
            fix="Say with --root which is the course. A student may have handed the other one in.",
        )
    root = courses[0].resolve()
    if encodable(str(root)) != str(root):  # it is told to other processes and to nbgrader's settings, which are text
        raise UsageError(
            found=f"the name of the course's folder isn't UTF-8: {for_message(str(root))}",
            fix="Give it another name, or move it.",
        )
    if not given and any(root == path or path in root.parents for path in (one.resolve() for one in hand_ins)):
        raise UsageError(
            found=f"the course's folder {root} lies among the hand-ins that were given",
            fix="If this is your course, say so with --root. A student may have handed it in.",
        )
    return root


def results_folder(given: Path | None, root: Path, name: str) -> Path:
    """Give the folder of an assignment's results: what --out says, else results/NAME of the course."""
    return given.resolve() if given else root / "results" / name
