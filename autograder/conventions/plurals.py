"""Say how many there are as people do: 1 key, 3 keys, 1 of 6 numbers is, 3 of 6 numbers are.

Comes in: a number and the English word for one of what it counts. Goes out: text for a sentence of ours, which is English in the code and in
records; a catalogue (report/locale/sentences/) has the sentence with both forms of the word, `msgid` and `msgid_plural`.
"""

from __future__ import annotations


def counted(number: float, one: str, several: str = "") -> str:
    """Put a number before the word for what it counts; several: the plural, where it isn't `one` with an s.

    >>> counted(1, "key"), counted(3, "key"), counted(0.5, "point"), counted(1, "entry", "entries")
    ('1 key', '3 keys', '0.5 points', '1 entry')
    """
    shown = f"{number:g}" if isinstance(number, float) else str(number)
    return f"{shown} {word_for(number, one, several)}"


def word_for(number: float, one: str, several: str = "") -> str:
    """Choose the word alone, for where the number is written in a way of its own.

    >>> word_for(1, "line"), word_for(1200, "line"), word_for(-1, "point")
    ('line', 'lines', 'point')
    """
    return one if number in (1, -1) else several or f"{one}s"


def some_of(number: int, every: int, one: str, several: str = "", *, verb: tuple[str, str] = ("is", "are")) -> str:
    """Say how many of all there are, up to the verb.

    >>> some_of(1, 6, "number"), some_of(3, 6, "number"), some_of(1, 1, "number")
    ('1 of 6 numbers is', '3 of 6 numbers are', '1 of 1 number is')
    """
    return f"{number} of {counted(every, one, several)} {verb[number != 1]}"
