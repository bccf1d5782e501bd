"""Whether the axes of a figure show what ours show: lines, points, bars and images by their numbers, words and legends by being there.

Comes in: the parts of axes (wire.figures) as they came off the wire, ours, and how numbers are compared. Goes out: None, or one sentence about the first
difference. Colours and sizes are the student's own, and so are the words that stand where ours have some, unless the same words are asked for;
limits count where ours were set by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.conventions.plurals import counted
from autograder.model import Array
from autograder.wire.figures import FIXED, LIMITS, NUMBERS, WORDS

_ONE = {"lines": "line", "points": "set of points", "bars": "bar", "images": "image"}

Compare = Callable[[Any, Any, str], "str | None"]
"""(got, expected, name) → what differs."""


def of_parts(got: Mapping[str, Any], expected: Mapping[str, Any], numbers: Compare) -> str | None:
    """Compare the parts of two figures, or of axes by themselves."""

    def plain(one: Any, ours: Any, name: str) -> str | None:
        return numbers(Array(one.tensor, library="") if isinstance(one, Array) else one, ours, name)

    return difference(got["axes"], expected["axes"], plain, same_words=False)


def difference(got: Any, expected: Sequence[Mapping[str, Any]], numbers: Compare, *, same_words: bool) -> str | None:
    """Name the first axes that differ, and what of them is missing or other than it should be; got may be anything."""
    if not isinstance(got, list) or not all(isinstance(one, Mapping) for one in got):
        return "expected a figure, got another kind of answer"
    if not got and expected:
        return "no axes were drawn"
    if len(got) != len(expected):
        return f"expected {counted(len(expected), 'set of axes', 'axes')}, got {min(len(got), 9999)}"
    for number, (seen, right) in enumerate(zip(got, expected, strict=True), start=1):
        of = f"axes {number}: " if len(expected) > 1 else ""
        if said := _numbers(seen, right, numbers) or _limits(seen, right, numbers) or _words(seen, right, same_words):
            return of + said
    return None


def _numbers(seen: Mapping[str, Any], right: Mapping[str, Any], numbers: Compare) -> str | None:
    for part in NUMBERS:
        drawn, wanted = seen.get(part), right[part]
        if not isinstance(drawn, list):
            return f"the {part} can't be read"
        if len(drawn) != len(wanted):
            named = counted(len(wanted), _ONE[part], part)
            return f"expected {named}, got {min(len(drawn), 9999)}"
        for one, ours in zip(drawn, wanted, strict=True):
            if said := numbers(one, ours, ""):
                return f"{part}: {said}"
    return None


def _limits(seen: Mapping[str, Any], right: Mapping[str, Any], numbers: Compare) -> str | None:
    for name, fixed in zip(LIMITS, right.get(FIXED, ()), strict=False):
        if fixed and numbers(seen.get(name), right[name], ""):
            return f"the {name} aren't as expected"
    return None


def _words(seen: Mapping[str, Any], right: Mapping[str, Any], same_words: bool) -> str | None:
    for part in WORDS:
        if right[part] and not _same(seen.get(part), right[part], same_words):
            return f"the {part} isn't as expected" if seen.get(part) else f"there is no {part}"
    written, wanted = seen.get("legend"), right["legend"]
    if wanted and (not isinstance(written, list) or len(written) < len(wanted)):
        return f"expected a legend with {counted(len(wanted), 'entry', 'entries')}"
    if same_words and any(not _same(one, ours, True) for one, ours in zip(written or (), wanted, strict=False)):
        return "the legend isn't as expected"
    return None


def _same(seen: Any, right: str, same_words: bool) -> bool:
    if not isinstance(seen, str) or not seen.strip():
        return False
    return not same_words or " ".join(seen.casefold().split()) == " ".join(right.casefold().split())
