"""How well copies are told from what people wrote alone: ours, and Dolos where it can be started.

Comes in: the repository. Goes out: for each way of hiding a copy, how often a copy shares more than two who worked alone (AUC), how many are
listed, and how many pairs of a thousand are listed of those who worked alone. Alone: our solution, each file of right/, and what
benchmarks/alike_answers/ holds, which were written as different answers; copies: those with each of `disguises.ALL`, and paraphrases by hand.
A class is all answers to one question, and one copy.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course import answers, settings
from autograder.similar import known, pairs
from autograder.similar.hand_ins import HandIn, KnownTexts, Text
from benchmarks import disguises
from benchmarks.grid import Grid

ROOT = Path(__file__).resolve().parent.parent
BY_HAND = ROOT / "benchmarks" / "alike_answers"
PARAPHRASE = "paraphrases by hand"
FALSE = 10  # pairs of a thousand
FEWEST_ANSWERS = 5  # to a question
FEWEST_LINES = 4  # of an answer that a copy could be told by
_CELL = re.compile(r"^# %% (alone|of): (\w+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy, and whose."""

    of: str
    how: str
    source: str


@dataclass(slots=True)
class Question:
    """All answers to one question."""

    name: str  # assignment.question
    alone: dict[str, str] = field(default_factory=dict)  # who → block
    copies: list[Copied] = field(default_factory=list)


@dataclass(slots=True)
class Shares:
    """What one tool says of pairs."""

    alone: list[float] = field(default_factory=list)
    copies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def area(self, how: str) -> float:
        """Say how often a copy shares more than two who worked alone, ties half (AUC)."""
        mine = self.copies[how]
        wins = sum((one > other) + (one == other) / 2 for one in mine for other in self.alone)
        return wins / (len(mine) * len(self.alone))

    def found(self, how: str) -> float:
        """Say which part of the copies shares more than all but FALSE of a thousand pairs of those who worked alone."""
        line = sorted(self.alone, reverse=True)[round(FALSE * len(self.alone) / 1000)]
        return sum(one > line for one in self.copies[how]) / len(self.copies[how])


def questions() -> list[Question]:
    """Collect the set."""
    found = [one for name in settings.names(ROOT) for one in _of_assignment(name)]
    for one in found:
        one.copies += [
            Copied(who, how, disguise(source))
            for who, source in one.alone.items()
            for how, disguise in disguises.ALL.items()
            if source.count("\n") + 1 >= FEWEST_LINES
        ]
    return [one for one in found if len(one.alone) >= FEWEST_ANSWERS]


def _of_assignment(name: str) -> Iterator[Question]:
    made: dict[str, Question] = {}
    texts = {one.name: one.source for one in answers.right(ROOT / "assignments" / name)}
    for who, text in ({"our_solution": _solution(name)} | texts).items():
        for node in ast.parse(text).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                made.setdefault(node.name, Question(f"{name}.{node.name}")).alone[who] = "\n".join(
                    map(ast.unparse, body)
                )
    for question, one in made.items():
        path = BY_HAND / f"{question}.txt"
        parts = _CELL.split(path.read_text(encoding="utf-8"))[1:] if path.is_file() else []
        for kind, who, text in zip(*(parts[at::3] for at in range(3)), strict=True):
            if kind == "alone":
                one.alone[who] = text.strip()
            else:
                one.copies.append(Copied(who, PARAPHRASE, text.strip()))
        yield one


def _solution(name: str) -> str:
    notebook = json.loads((ROOT / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    solved = (cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    return "\n".join("".join(cell["source"]) for cell in solved if cell["cell_type"] == "code")


def ours(all_questions: Sequence[Question]) -> Shares:
    """Ask `autograder similar`, with what it knows of the given code; right answers are people here, so none is known as the authors'."""
    made, given = Shares(), {}
    for one in all_questions:
        name = one.name.partition(".")[0]
        if name not in given:
            given[name] = KnownTexts(given=known.read(name, ROOT).given)
        for pair in _compared(one, [], given[name]).pairs:
            made.alone.append(pair.text)
        made.alone += [0.0] * (len(one.alone) * (len(one.alone) - 1) // 2 - len(_compared(one, [], given[name]).pairs))
        for copy in one.copies:
            found = {
                frozenset((pair.one.student, pair.other.student)): pair.text
                for pair in _compared(one, [copy], given[name]).pairs
            }
            made.copies[copy.how].append(found.get(frozenset((copy.of, "the copy")), 0.0))
    return made


def _compared(one: Question, copies: Sequence[Copied], given: KnownTexts) -> pairs.Comparison:
    people = [HandIn(who, {one.name: Text(source)}) for who, source in one.alone.items()]
    people += [HandIn("the copy", {one.name: Text(copy.source)}) for copy in copies]
    return pairs.compare(people, known=given, least=1e-6)


def dolos(all_questions: Sequence[Question], node_modules: Path, options: Mapping[str, int]) -> Shares:
    """Ask Dolos, which knows no class and no given code of single blocks, for each pair of files."""
    made = Shares()
    with TemporaryDirectory(prefix="benchmark-alike-") as temporary:
        folder = Path(temporary)
        (folder / "node_modules").symlink_to(node_modules)
        (folder / "ask.mjs").write_text(_ASK, encoding="utf-8")
        for number, one in enumerate(all_questions):
            texts = one.alone | {f"copy {at}": copy.source for at, copy in enumerate(one.copies)}
            places = {}
            for at, (who, source) in enumerate(texts.items()):
                path = folder / f"q{number}" / f"{at}.py"
                path.parent.mkdir(exist_ok=True)
                path.write_text(
                    "def answer():\n" + "\n".join(f"    {line}" for line in source.split("\n")) + "\n", encoding="utf-8"
                )
                places[who] = path.name
            said = subprocess.run(
                ["node", folder / "ask.mjs", json.dumps(options), folder / f"q{number}"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            shares = {frozenset(names): share for *names, share in json.loads(said)}
            alone = [places[who] for who in one.alone]
            made.alone += [shares[frozenset((a, b))] for at, a in enumerate(alone) for b in alone[at + 1 :]]
            for at, copy in enumerate(one.copies):
                made.copies[copy.how].append(shares[frozenset((places[copy.of], places[f"copy {at}"]))])
    return made


_ASK = """
import { Dolos } from "@dodona/dolos-lib";
import fs from "node:fs"; import path from "node:path";
const [options, folder] = process.argv.slice(2);
const files = fs.readdirSync(folder).map(name => path.join(folder, name));
const report = await new Dolos({ language: "python", ...JSON.parse(options) }).analyzePaths(files);
console.log(JSON.stringify(report.allPairs().map(p => [path.basename(p.leftFile.path), path.basename(p.rightFile.path), p.similarity])));
"""


def measure(node_modules: Path | None) -> Grid:
    """Measure ours, and Dolos where a folder of node's with @dodona/dolos-lib is given; JPlag comes by no registry that this kit uses."""
    found = questions()
    tools = {"ours": ours(found)}
    if node_modules is not None:
        tools["Dolos"] = dolos(found, node_modules, {})
        tools["Dolos, k = 10"] = dolos(found, node_modules, {"kgramLength": 10, "kgramsInWindow": 5})
    return table(found, tools)


def table(found: Sequence[Question], tools: Mapping[str, Shares]) -> Grid:
    """Show for each way of hiding how well each tool tells the copies."""
    grid = Grid("Copies told from work alone", ["hidden by", "copies", *(f"{tool}: AUC, found" for tool in tools)])
    for how in tools["ours"].copies:
        each = [f"{one.area(how):.3f}, {one.found(how):.0%}" for one in tools.values()]
        grid.rows.append([how, str(len(tools["ours"].copies[how])), *each])
    alone = tools["ours"].alone
    listed = 1000 * sum(share >= pairs.LEAST_SHARE for share in alone) / len(alone)
    mine = [share for several in tools["ours"].copies.values() for share in several]
    grid.notes += [
        f"Single answers to {len(found)} questions: {len(alone)} pairs of people who worked alone. `autograder similar` as it comes lists {listed:.1f} of a thousand of them, and {sum(share >= pairs.LEAST_SHARE for share in mine) / len(mine):.0%} of all copies here.",
        f"AUC: how often a copy shares more than two who worked alone. Found: of the copies, where each tool lists {FALSE} of a thousand pairs alone.",
        "Alone: our solutions, right/, and answers written by hand; they were meant to differ, so a real class has more that are alike. Eight paraphrases are few: take them for a hint.",
        "Dolos isn't told what a class has in common, nor what was given; its smallest unit is a file, and these are short.",
    ]
    if len(tools) == 1:
        grid.notes.append("Dolos wasn't measured: give --dolos a node_modules with @dodona/dolos-lib.")
    grid.notes.append(
        "JPlag isn't measured: it comes as a .jar by GitHub or Maven, which aren't reached here, and needs Java 21 or newer."
    )
    return grid
