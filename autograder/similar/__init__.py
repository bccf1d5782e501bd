"""Tell who hands in alike, by texts and by answers, beyond what the exercise makes likely. Never part of a mark: a person looks.

Comes in: the records of a results folder, former years' hand-ins, given code. Goes out: pairs, clusters, pages side by side, folders for other tools.
Imported by cli and dispatch, and by no stage. Runs in the command's process; no student's code is run.

    kept runs ─behaviour→ same answers ─┐
    records ─hand_ins→ texts ─prints→ fingerprints and shapes ─scores→ shares ─pairs→ Comparison ─pages, alignment→ HTML
"""

from __future__ import annotations

from enum import StrEnum


class Tool(StrEnum):
    """Another tool that hand-ins can be written for; `other_tools` writes them."""

    DOLOS = "dolos"
    JPLAG = "jplag"
