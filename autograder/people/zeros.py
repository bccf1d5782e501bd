"""Know ids that a spreadsheet may have changed: it takes the zeros in front of a number, and may so make one person's id another's.

Comes in: the ids that a table shows, and those of the class. Goes out: which of the first may be whose.
"""

from __future__ import annotations

from collections.abc import Iterable


def taken(shown: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Give, by an id that is shown, whose it may be as well; nobody's where the table still has an id with a zero in front.

    >>> taken(["42", "7"], ["0042", "42"]), taken(["42", "007"], ["0042", "42"])
    ({'42': '0042'}, {})
    """
    numbers = {one for one in shown if one.isdecimal()}
    if any(one.startswith("0") for one in numbers):
        return {}
    return {short: one for one in known if one.isdecimal() and (short := one.lstrip("0")) != one and short in numbers}
