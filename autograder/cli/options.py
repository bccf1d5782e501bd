"""The longer options of `grade`, above all those that speak of clusters, so that cli.py stays a list of verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_PANEL = "On a cluster (docs/clusters.md)"

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
