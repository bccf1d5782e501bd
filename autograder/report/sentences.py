"""Say in another language what records, the last cell and judges say in English: a sentence is read back into what was said and its fields.

Comes in: pairs of a catalogue, an English sentence with fields and the same in another language, and a sentence as a record keeps it. Goes out:
the sentence in that language. A record's texts are English whatever the course's language is, so any record is shown in any language, one
of a year before too. What no entry fits is an author's own, and stays as it is. Needs Python's own library alone: the notebook's last cell carries it.

    {name}          any text, put in as it stands
    {name:word}     a text without blanks
    {name:number}   digits
    {name:said}     what the catalogue knows by itself: it is said in the other language too
    {name:perhaps}  the same, or any text
    {name:list}     entries between commas or "and", each said where the catalogue knows it; "and 3 more" may follow
    {name:words}    entries without blanks between commas or "and", put in as they stand

Where several entries fit, the one counts of which most letters are the sentence's own, or those of sentences in it. Fields are found from the left and never tried anew, so
that no text of a student's, however it is made, takes long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

MOST_SENTENCES = 12  # of a text that are looked at one by one
LONGEST = 4_000  # characters of a text that is looked at
_DEEPEST = 8  # sentences within sentences

_FIELD = re.compile(r"\{(\w+)(?::(words|word|number|said|perhaps|list))?\}")
_END = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\))\s+")
_BETWEEN = re.compile(r", (?:and )?| and ")
_MORE = re.compile(r"(?P<items>.*) and (?P<n>\d+) more", re.DOTALL)
_FORMS = re.compile(r"\{(\w+)(?::\w+)?\}(?P<form>을\(를\)|이\(가\)|은\(는\)|와\(과\)|\(으\)로)?")
_WITH_FINAL = frozenset("013678")  # digits that end in a consonant as they are read aloud in Korean
_ON_L = frozenset("178")

Speaker = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One sentence of a catalogue: its own parts, and the fields between them."""

    parts: tuple[str, ...]  # one more than fields
    fields: tuple[tuple[str, str], ...]  # name, kind
    other: str

    @property
    def weight(self) -> int:
        return 1 + sum(map(len, self.parts))

    @property
    def nests(self) -> bool:
        return any(kind in ("said", "perhaps") for _, kind in self.fields)

    def read(self, text: str, plain: str) -> Mapping[str, str] | None:
        """Return the fields of a text; plain: the same with straight apostrophes. None where it is another sentence."""
        if not plain.startswith(self.parts[0]) or not plain.endswith(self.parts[-1]):
            return None
        if not self.fields:
            return {} if plain == self.parts[0] else None
        at, end, found = len(self.parts[0]), len(plain) - len(self.parts[-1]), dict[str, str]()
        for number, (name, kind) in enumerate(self.fields, start=1):
            last = number == len(self.fields)
            stop = end if last else plain.find(self.parts[number], at + 1, end)
            value = text[at:stop]
            if stop <= at or not _fits(value, kind) or found.get(name, value) != value:
                return None
            found[name] = value
            at = stop + len(self.parts[number])
        return found


class Sentences:
    """A catalogue, ready to be asked."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        # by the first letter of a sentence; "" for those that begin with a field
        self._first: dict[str, list[_Entry]] = {}
        for english, other in pairs:
            entry = _entry(english, other)
            self._first.setdefault(entry.parts[0][:1], []).append(entry)
        self._said: dict[str, str] = {}
        self._met: dict[str, tuple[int, str] | None] = {}  # parts of the text that is looked at

    def __call__(self, text: str) -> str:
        """Say a text; what of it isn't known stays as it is."""
        if text not in self._said:
            if len(self._said) > 10_000:
                self._said.clear()
            self._met.clear()
            self._said[text] = self._text(text)
        return self._said[text]

    def knows(self, text: str) -> bool:
        """Tell whether a text is one sentence of the catalogue."""
        return self._sentence(text, 0) is not None

    def _text(self, text: str) -> str:
        """Part a text into sentences so that as much of it as can be is known."""
        if len(text) > LONGEST or not text.strip():
            return text
        ends = [match.span() for match in _END.finditer(text)][: MOST_SENTENCES - 1]
        starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
        best: list[tuple[int, list[str]]] = [(0, [])]
        for last, stop in enumerate(stops):
            options = []
            for first in range(last + 1):
                part = text[starts[first] : stop]
                known = self._sentence(part, 0)
                if known is None and first < last:
                    continue
                weight, said = known if known is not None else (0, part)
                options.append((best[first][0] + weight, [*best[first][1], said]))
            best.append(max(options, key=lambda one: one[0]))
        return " ".join(best[-1][1])

    def _sentence(self, text: str, depth: int) -> tuple[int, str] | None:
        """Find the entry that says most of a sentence, and how much that is; None where there is none."""
        if text not in self._met:
            self._met[text] = self._found(text, depth)
        return self._met[text]

    def _found(self, text: str, depth: int) -> tuple[int, str] | None:
        forms = [(text, "")]
        if text.endswith("."):  # what is said within a sentence elsewhere
            forms += [(text[:-1], "."), (text[:1].lower() + text[1:-1], ".")]
        if text.endswith("?"):
            forms.append((text[:1].lower() + text[1:], ""))
        found: tuple[int, str] | None = None
        for form, end in forms:
            plain = form.replace("’", "'")
            for entry in (*self._first.get(plain[:1], ()), *self._first.get("", ())):
                if found is not None and entry.weight <= found[0] and not entry.nests:
                    continue
                fields = entry.read(form, plain)
                known = None if fields is None else self._fields(entry, fields, depth)
                if known is not None and (found is None or entry.weight + known[0] > found[0]):
                    found = entry.weight + known[0], _put(entry.other, known[1]) + end
        return found

    def _fields(self, entry: _Entry, fields: Mapping[str, str], depth: int) -> tuple[int, Mapping[str, str]] | None:
        """Say the fields that are sentences themselves, and how much of them is; None where one has to be and isn't known."""
        said, weight = dict(fields), 0
        for name, kind in entry.fields:
            if kind == "list":
                said[name] = self._list(fields[name])
            elif kind == "words":
                said[name] = ", ".join(_BETWEEN.split(fields[name]))
            elif kind in ("said", "perhaps"):
                known = self._sentence(fields[name], depth + 1) if depth < _DEEPEST else None
                if known is None and kind == "said":
                    return None
                weight += known[0] if known else 0
                said[name] = known[1] if known else fields[name]
        return weight, said

    def _list(self, text: str) -> str:
        more = _MORE.fullmatch(text)
        items = _BETWEEN.split(more["items"] if more else text)
        known = [self._sentence(item, _DEEPEST) for item in items]
        joined = ", ".join(one[1] if one else item for one, item in zip(known, items, strict=True))
        counted = self._sentence(f"{joined} and {more['n']} more", _DEEPEST) if more else None
        return counted[1] if counted else joined


def _entry(english: str, other: str) -> _Entry:
    parts, fields, at = [], [], 0
    for match in _FIELD.finditer(english):
        parts.append(english[at : match.start()].replace("’", "'"))
        fields.append((match[1], match[2] or ""))
        at = match.end()
    return _Entry((*parts, english[at:].replace("’", "'")), tuple(fields), other)


def _fits(value: str, kind: str) -> bool:
    if kind == "word":
        return not any(one.isspace() for one in value)
    if kind == "words":
        return all(_fits(one, "word") for one in _BETWEEN.split(value))
    return kind != "number" or bool(re.fullmatch(r"[-−]?\d[\d.,]*", value))


def _put(text: str, fields: Mapping[str, str]) -> str:
    """Put fields into a text, each Korean particle behind one in the form that its last letter asks for."""

    def one(match: re.Match[str]) -> str:
        value = fields[match[1]]
        return value + _particle(value, match["form"] or "")

    return _FORMS.sub(one, text)


def _particle(value: str, form: str) -> str:
    """Choose between 을 and 를, 이 and 가 and so on; a word of which nobody can tell how it is read keeps both: `loss을(를)`."""
    last = value.rstrip("`’'\")]}” ")[-1:]
    if not form or not last:
        return form
    if "가" <= last <= "힣":
        final, on_l = (ord(last) - ord("가")) % 28 > 0, (ord(last) - ord("가")) % 28 == 8
    elif last == "%":  # 퍼센트
        final, on_l = False, False
    elif last.isdigit():
        final, on_l = last in _WITH_FINAL, last in _ON_L
    else:
        return form
    if form == "(으)로":
        return "으로" if final and not on_l else "로"
    if form == "와(과)":
        return "과" if final else "와"
    return form[0] if final else form[2]
