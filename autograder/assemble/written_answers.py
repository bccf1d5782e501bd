"""Find what a student answered to the written questions, wherever in the notebook it stands, and what else they wrote.

Comes in: what was handed in, which of its cells are which of ours, the assignment. Goes out: the text of each written question with the cells
that it was taken from, and every other word of the student's as `Elsewhere`, so that a person sees it. Nothing is dropped: what is in no
answer and no block is elsewhere, and `loose_words` reads what no answer is looked for in.

An answer's own cells count, all copies of them. Beside them counts what surely belongs there: cells added right below or above an answer's
cell or below the text of its question, words typed into that text, and parts that begin with the question's title.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from autograder.assemble import answer_places, cell_matching, code_words, elsewhere, loose_words, release_text, words
from autograder.assemble.cell_matching import Matching
from autograder.assemble.elsewhere import Found, Rank
from autograder.assemble.loose_words import CodeReader
from autograder.assemble.lost_lines import MOST_COPIES, LostLines
from autograder.assemble.release_text import key
from autograder.assemble.words import Passage
from autograder.conventions import lines_of
from autograder.model import Assignment, Block, Elsewhere, Fields, Notebook, OtherFile, Submission

# an emoji, an arrow: not stars, dashes or what can't be seen
_SIGNS = re.compile(r"[^\w\s\x00-\x7f\u00a0-\u00bf\u2000-\u206f\ufeff]")

# what Colab puts first: a link around a picture
_BADGE = re.compile(r"<[^<>]*>|\[?!?\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?")
_IN_FILE = "written into a Python file, outside of its blocks"
FEWEST_WORDS = 3  # added to a question's own text: fewer may be an edit of it, and aren't an answer for sure
MOST_PARTS = 50  # of an answer that are asked whether they answer another question too


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A piece of an answer, and how it was found."""

    at: int  # the student's cell
    text: str
    how: str = ""  # "" for what stands in the answer's own cell


@dataclass(frozen=True, slots=True)
class Written:
    """All that a student wrote for people to read."""

    answers: Mapping[str, str]  # written question → the student's text, "" for none
    found: Mapping[str, tuple[AnswerPart, ...]]  # written question → the parts that didn't stand in its own cell
    elsewhere: tuple[Elsewhere, ...]


def find(
    submission: Submission, assignment: Assignment, matching: Matching, blocks: Iterable[Block], fields: Fields
) -> Written:
    """Find each written answer, and all words that are in none, in no block and in no field."""
    search = _Search(submission.notebook, assignment, matching)
    search.own_cells()
    search.our_text_cells()
    search.added_cells()
    search.code_cells({one for block in blocks for one in code_words.keys_said(block.source)}, fields)
    search.answers_given_together()
    search.files(submission.others)
    return search.result()


class _Search:
    """What was found so far, and what it is found with."""

    def __init__(self, student: Notebook, assignment: Assignment, matching: Matching) -> None:
        self.cells, self.release, self.copies = student.cells, assignment.release.cells, matching.copies
        self.places = answer_places.of_release(assignment.release, assignment.questions)
        self.ours = release_text.of_release(assignment.release)
        self.same_release = student.version in ("", assignment.release_version)
        self.whose = {their: ours for ours, theirs in matching.copies.items() for their in theirs}
        self.known = sorted(self.whose)
        self.ignored = ignored = cell_matching.harmless(student, matching.added)
        self.texts_added = [
            at
            for at in matching.added
            if key(_BADGE.sub("", self.cells[at].source) if at in ignored else self.cells[at].source)
            and code_words.holds_words(self.cells[at])
        ]
        self.lost = LostLines(self.cells, self.release, self.copies, self.ours)
        self.parts: dict[str, dict[str, AnswerPart]] = {}  # written question → its parts by their texts
        self.loose: list[Found] = []

    def is_blank(self, question: str) -> bool:
        return not self.parts.get(question)

    def add(self, question: str, part: AnswerPart) -> None:
        """Add to an answer; the same text twice is one."""
        self.parts.setdefault(question, {}).setdefault(part.text, part)

    # ------------------------------------------------------------ cells of ours

    def own_cells(self) -> None:
        """Take what stands in the answers' own cells; one that holds other cells of ours too was merged with them."""
        for index, question in self.places.answers.items():
            for at in self.copies[index]:
                cell = self.cells[at]
                text = code_words.without_text_magic(cell.source).strip()
                if says_no_more(text, self.release[index].source):
                    continue
                if merged := self.lost.merged_into(text, index):
                    for one in words.in_text(text, self.ours, {index, *merged}, home=index):
                        self.place(at, one, index)
                else:
                    same = cell.kind == self.release[index].kind
                    self.add(question, AnswerPart(at, text, "" if same else f"which is a {cell.kind} cell now"))

    def our_text_cells(self) -> None:
        """Look for words in the texts that we handed out."""
        for index, copies in self.copies.items():
            if self.release[index].kind == "code" or index in self.places.answers:
                continue
            ours = self.release[index].source
            left = release_text.missing(ours, [self.cells[at].source for at in copies[:MOST_COPIES]])
            rewritten = 2 * len(left) > sum(bool(key(line)) for line in lines_of(ours))
            for number, at in enumerate(copies):
                source = self.cells[at].source
                if source == ours:
                    continue
                changed = release_text.changed(ours, source) if number < MOST_COPIES else []
                for one in words.in_text(source, self.ours, {index, *self.lost}, changed, home=index):
                    self.place(at, one, index, sure=not rewritten)

    def place(self, at: int, one: Passage, home: int | None, *, sure: bool = True) -> None:
        """Give a passage among our lines to the question whose text stands before it, else to the one whose text it begins.

        sure: our text is still there. A question that was rewritten, or translated by a browser, is no answer to itself.
        """
        before = one.before if one.before is not None else one.after if home is None else home
        question = self.places.asked_by(before) or self.places.answers.get(-1 if one.after is None else one.after)
        if home is not None and one.before is None and not self.copies.get(home - 1, (0,)):
            question = question or self.places.answers.get(home - 1)  # the answer's cell was merged with the next
        enough = one.words >= FEWEST_WORDS or home is None or home in self.places.answers
        if question and enough and sure and self.same_release:
            self.add(question, AnswerPart(at, one.text, "where the question stands"))
        else:
            self.loose.append(Found(at, one.text, "written into the course's own text"))

    # ------------------------------------------------------------ cells of theirs

    def added_cells(self) -> None:
        """Place the text cells that were added, the sure ones first: what stands above a question answers it only where nothing else does."""
        unsure: list[tuple[int, str]] = []
        for at in self.texts_added:
            text = code_words.without_text_magic(self.cells[at].source).strip()
            if expected := self.lost.split_off(text):
                gone = self.lost.of(sorted(expected))
                for one in words.in_text(text, self.ours, expected, gone):
                    self.place(at, one, None)
                continue
            for named, part in answer_places.labelled_parts(text, self.places):
                question = named or self._surely(at)
                if question is None:
                    unsure.append((at, part))
                elif self._says_something(part, question, named=bool(named)):
                    self.add(question, AnswerPart(at, part, "which was added"))
        for at, text in unsure:
            question = self._perhaps(at)
            if question and self._says_something(text, question, named=False):
                self.add(question, AnswerPart(at, text, "which was added above the question"))
            elif any(words.is_new(line, self.ours) for line in lines_of(text)):
                what = "a code cell that holds words" if self.cells[at].kind == "code" else "a text cell that was added"
                self.loose.append(Found(at, text, what))

    def _says_something(self, part: str, question: str, *, named: bool) -> bool:
        """Say whether a part of an added cell is more than our placeholder, or than the title that names its question."""
        if named:
            lines = [
                line for line in lines_of(part) if self.places.named_by(line) != question or not self.ours.find(line)[0]
            ]
            titles = {key(" ".join(self.places.labels[question])), key(self.places.titles[question])}
            return any(words.is_new(line, self.ours) and key(line) not in titles for line in lines)
        return not says_no_more(part, self.release[self.places.cell_of(question)].source)

    def _neighbours(self, at: int) -> tuple[int | None, int | None]:
        """Return the cells of ours that stand next above and next below."""
        above, below = bisect_left(self.known, at) - 1, bisect_right(self.known, at)
        return (
            self.whose[self.known[above]] if above >= 0 else None,
            self.whose[self.known[below]] if below < len(self.known) else None,
        )

    def _surely(self, at: int) -> str | None:
        """Return the question to which an added cell belongs by its place: next to the answer's cell, or below the question."""
        above, below = self._neighbours(at)
        upper, lower = self.places.asked_by(above), self.places.asked_by(below)
        if upper and lower and upper != lower and self.is_blank(lower):
            return None  # it may answer either
        if upper:
            return upper
        if lower and below in self.places.answers:
            return lower
        gone = range(0 if above is None else above + 1, len(self.release) if below is None else below)
        asked = {self.places.asked_by(index) for index in gone}
        return asked.pop() if len(asked) == 1 else None

    def _perhaps(self, at: int) -> str | None:
        """Return the question right above which an added cell stands, where nothing else answers it and it isn't next to a code question."""
        above, below = self._neighbours(at)
        question = self.places.asked_by(below)
        apart = above not in self.places.code and not self.places.asked_by(above)
        return question if question and self.is_blank(question) and apart else None

    def code_cells(self, known: Collection[str], fields: Fields) -> None:
        """Look for words in code cells: in ours where they were changed outside the blocks, and in theirs; and for pictures in all cells."""
        reader = CodeReader(self.cells, self.release, self.ours, known)
        done = {*self.texts_added, *(at for index in self.places.answers for at in self.copies[index])}
        typed = {key(fields.name), key(fields.student_id), key(fields.group)}
        for at, cell in enumerate(self.cells):
            ours = self.release[self.whose[at]] if at in self.whose else None
            was_code = ours is not None and ours.kind == "code"  # and is one of text now, where a block stays a block
            if not (cell.kind == "code" or was_code) or reader.is_ours(cell) or at in self.ignored:
                continue
            self.loose += reader.shown_below(at, cell, ours)
            if at not in done and not self._stands_for_answer(at):
                found = reader.read(at, cell, ours, typed if ours and "fields" in ours.tags else ())
                self.loose += (
                    (replace(one, place=cell.file, file=cell.file, note=_IN_FILE) for one in found)
                    if cell.file
                    else found
                )
        self.loose += loose_words.pictures(self.cells, self.release, self.whose, reader)

    def files(self, others: Iterable[OtherFile]) -> None:
        """Look for words in the files that came with the notebook."""
        self.loose += loose_words.of_files(others, self.cells, self.release, self.ours)

    def _stands_for_answer(self, at: int) -> bool:
        """Take a code cell that stands where an answer's cell is gone: it was that cell, or what the student put in its place."""
        source = self.cells[at].source
        question = self._surely(at) if at not in self.whose and key(source) else None
        if question is None or self.copies[self.places.cell_of(question)]:
            return False
        if code_words.is_broken(source):
            self.add(question, AnswerPart(at, source, "a code cell where the answer's was"))
        else:
            self.loose.append(Found(at, source, "a code cell where an answer's was", Rank.CODE))
        return True

    # ------------------------------------------------------------ one cell for several answers

    def answers_given_together(self) -> None:
        """Look for the answers of questions without one in those of the others."""
        order = [*self.places.answers.values()]
        for question in [one for one in order if self.is_blank(one)]:
            copies = self.copies[self.places.cell_of(question)]
            emptied = not any(key(self.cells[at].source) for at in copies)
            title = self.places.titles[question]
            for other in [one for one in order if one != question]:
                near = abs(order.index(other) - order.index(question)) == 1
                for part in [*self.parts.get(other, {}).values()][:MOST_PARTS]:
                    parts = answer_places.labelled_parts(part.text, self.places)
                    named = [text for name, text in parts if name == question]
                    if named:
                        self.add(
                            question, AnswerPart(part.at, "\n\n".join(named), "where another question is answered")
                        )
                    elif (emptied and near) or self.places.is_meant_too(question, part.text):
                        self.loose.append(Found(part.at, part.text, f"an answer that may be the one to {title} too"))

    # ------------------------------------------------------------ all together

    def result(self) -> Written:
        answers, found = {}, {}
        for question in self.places.answers.values():
            parts = sorted(self.parts.get(question, {}).values(), key=lambda part: part.at)
            answers[question] = "\n\n".join(part.text for part in parts)
            found[question] = tuple(part for part in parts if part.how)
        return Written(answers, found, elsewhere.bounded(self.loose))


def says_no_more(text: str, placeholder: str) -> bool:
    """Say whether nothing stands there but what we handed out, however often: no letter, no digit, no sign that means something."""
    said, ours = key(text), key(placeholder)
    return not (said.replace(ours, "") if ours else said) and len(_SIGNS.findall(text)) <= len(
        _SIGNS.findall(placeholder)
    )
