"""What the course's rules are called, and what breaking each leads to unless assignment.toml says otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.model import Assignment, Consequence, Finding, Severity

_NOTE, _WARNING, _VIOLATION = (Consequence(severity) for severity in Severity)

DEFAULTS: Mapping[str, Consequence] = {
    "cell_added": _WARNING,
    "cell_deleted": _WARNING,
    "cell_copied": _WARNING,
    "cell_moved": _NOTE,
    "code_outside_block": _WARNING,
    "import_added": _VIOLATION,
    "banned_call": _VIOLATION,
    "cell_not_run": _WARNING,
    "output_cleared": _WARNING,
    "zipped_by_hand": _WARNING,
    "identity_mismatch": _WARNING,
    "fields_missing": _WARNING,
    "late": _VIOLATION,
    "option2_without_comments": _WARNING,
    "earlier_attempt": _NOTE,
    "block_left_function": _WARNING,
    "block_not_found": _WARNING,
    "release_mismatch": _NOTE,
    "group_conflict": _WARNING,
}


def finding(assignment: Assignment, rule: str, message: str, *, cell: str = "") -> Finding:
    """State that a rule was broken, with the consequence that this assignment gives it."""
    consequence = assignment.consequences.get(rule) or DEFAULTS[rule]
    return Finding(rule=rule, severity=consequence.severity, cell=cell, message=message, points=consequence.points)
