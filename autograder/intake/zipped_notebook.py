"""Choose which notebook of one person's zip is graded.

Comes in: an open zip, its assignment, and the ids that are known of the person. Goes out: the notebook and those of ours that don't count, or
one SubmissionRejected. A copy with nothing written in it never goes before one with answers, and another person's notebook is never taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from autograder.errors import SubmissionRejected
from autograder.intake import filenames, own_cells
from autograder.intake.archive import Archive, Member
from autograder.intake.insides import different
from autograder.model import Assignment
from autograder.untrusted_text import for_message, same_id


def choose(opened: Archive, assignment: Assignment, known: Sequence[str] = ()) -> tuple[Member, tuple[Member, ...]]:
    """Choose the notebook: the only one with our cells, the one with most answers, the one with the assignment's name, the last copy of that."""
    found = own_cells.notebooks(opened)
    if len(found) == 1:
        return found[0], ()
    if not found:
        _refuse_without(opened, assignment)
    if len(found) > own_cells.MAX_NOTEBOOKS:
        return _named(found, assignment), ()
    own_cells.looked_into(opened)
    worth = {member: own_cells.member_worth(opened, member, assignment) for member in found}
    ours = [member for member in found if worth[member]]
    if not ours:
        return _named(found, assignment), ()
    theirs = _of_one_person(opened, ours, known)
    most = max(worth[member] for member in theirs)
    best = [member for member in theirs if worth[member] == most]
    chosen = best[0] if len(best) == 1 else _named(best, assignment)
    return chosen, tuple(member for member in ours if member is not chosen)


def _of_one_person(opened: Archive, ours: Sequence[Member], known: Sequence[str]) -> Sequence[Member]:
    """Leave out what is another's by its fields; refuse where it can't be told which person's the zip is."""
    told = {member: own_cells.member_claim(opened, member) for member in ours}
    people = different([claim for claim in told.values() if claim])
    if len(people) < 2:
        return ours
    own = [member for member in ours if any(same_id(told[member], one) for one in known)]
    if not own:
        raise SubmissionRejected(
            found=f"the zip holds notebooks of {len(people)} students, {', '.join(map(for_message, people[:5]))}",
            fix="Submit your own alone.",
        )
    return own


def _named(found: Sequence[Member], assignment: Assignment) -> Member:
    """Choose the last copy of the one with the assignment's name, on top before what lies in folders."""
    named = [member for member in found if filenames.stem(member.parts[-1]) == assignment.name]
    if not named:
        _reject(f"the zip holds {len(found)} notebooks", f"Submit exactly one, named {assignment.name}.ipynb.")
    ranked = sorted(named, key=_place)
    if len(ranked) > 1 and _place(ranked[-1]) == _place(ranked[-2]):
        _reject(
            f"the zip holds {len(found)} notebooks, and {len(named)} are called {assignment.name}.ipynb",
            "Submit exactly one.",
        )
    return ranked[-1]


def _place(member: Member) -> tuple[int, int]:
    return -len(member.parts), filenames.attempt_of(member.parts[-1])


def _refuse_without(opened: Archive, assignment: Assignment) -> NoReturn:
    inner = [member for member in opened.members if member.name.lower().endswith(".zip")]
    if inner:
        _reject(
            f"the zip holds another zip ({for_message(inner[0].parts[-1])}) and no notebook", "Submit the inner zip."
        )
    names_held = [for_message(member.parts[-1]) for member in opened.members[:3]]
    held = f"only {', '.join(names_held)}" if names_held else "nothing at all"
    _reject(f"the zip holds no notebook, {held}", f"Submit a zip with {assignment.name}.ipynb in it.")


def _reject(found: str, fix: str) -> NoReturn:
    raise SubmissionRejected(found=found, fix=fix)
