"""What is said in English somewhere is known to every catalogue, and a sentence is read back into its fields."""

from __future__ import annotations

import ast
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import catalogue
from autograder.report import words
from autograder.report.sentences import LONGEST, MOST_SENTENCES, Sentences

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = [one for one in words.languages() if one != words.ENGLISH]

SPEAK = [
    *(f"autograder/assemble/{name}.py" for name in (
        "findings", "import_rules", "code_rules", "cell_diff", "blocks", "source_text", "taking", "expected_costs", "elsewhere", "loose_words", "written_answers", "file_findings", "handed_files",
    )),
    "autograder/conventions/__init__.py",
    *(f"autograder/examine/{name}.py" for name in ("__init__", "banned", "causes", "in_float32", "judging", "own_way", "raised_line", "hints")),
    *(f"autograder/checks/{name}.py" for name in (
        "judges", "comparison", "form_comparison", "numbers", "part_judges", "work_judges", "word_judges", "typed_answers", "assert_cells", "asserts",
        "figure_comparison", "second_look", "answers", "questions", "beside",
    )),
    *(f"autograder/intake/{name}.py" for name in ("__init__", "archive", "code_files", "ipynb", "zipped_notebook", "own_cells", "found_files", "owners", "teams")),
    "autograder/people/lateness.py", "autograder/people/settling.py", "autograder/report/feedback_pictures.py", "assignments/_shared/notebook/submit.py", "assignments/_shared/notebook/files.py",
]  # fmt: skip
"""The modules whose sentences students read, or the staff on the pages of a class."""

AT_THE_DESK = [
    "accepting",
    "deciding",
    "marking",
    "mark_views",
    "request_views",
    "student_views",
    "check_views",
    "overview",
    "checks_at_work",
]
"""The desk's modules that say to a grader why something can't be done."""

TO_OTHERS = {
    "AssignmentBroken", "UsageError", "GradingError", "SandboxFailed", "GraderTooOld", "DecisionNeeded", "ValueError", "KeyError", "TypeError",
    "compile", "NoAnswer", "Unjudgeable", "sub", "match", "fullmatch", "finditer", "search", "findall", "get", "startswith", "endswith", "warn",
    "Field", "getattr",
}  # fmt: skip
"""What is said to these is no student's to read: an author's, a marker's, or no sentence."""

PUT_TOGETHER = {
    "{} imports {}.": ["Line 3 of f imports scipy, which this assignment doesn't allow.", "Cell 4 imports everything from torch; import what you need by name (and 2 more times)."],
    "everything from {}; import what you need by name": [],
    ", which this assignment doesn't allow": [],
    " (and {} more {})": [],
    ", in reference.py, line {}": [],  # said to an author alone
    ", in drivers.py, line {}": [],
    "neither the marker lines nor {} were found in this cell": ["neither the marker lines nor `f` were found in this cell; `ｆ` is spelled with other letters that only look alike"],
    "the block": ["neither the marker lines nor the block were found in this cell"],
    "; `{}` is spelled with other letters that only look alike": [],
    "{} must not be used here (line {} of {})": [
        "torch.cdist must not be used here (line 3 of the block), nor torch.mm (line 4), nor 2 more.", "torch.cdist must not be used here (line 3 of knn.py).",
        "torch.cdist must not be used here (line 3 of knn.py), nor torch.mm (line 4).",
    ],
    "{} in line {} of {} runs code that can't be read here.": ["eval in line 3 of the block runs code that can't be read here.", "eval in line 3 of knn.py runs code that can't be read here."],
    "{} Nothing of it can be graded.": ["knn.py wasn't handed in. Nothing of it can be graded.", "knn.py (a/knn.py) is empty. Nothing of it can be graded."],
    "{} What of it stands in the notebook is graded (cell {}).": ["knn.py is empty. What of it stands in the notebook is graded (cell 3)."],
    " of {}": ["this block doesn't compile: line 3 of knn.py: invalid syntax"],
    "; and {} more": ["Code of knn.py outside of the designated blocks was changed or added, and isn't graded: line 3: `x = 1` was written; `y` is gone; and 2 more."],
    "Another {}, {}, came too and wasn't graded: {} counts, {}.": ["Another knn.py, b/knn.py, came too and wasn't graded: knn.py counts, since it lies in fewer folders."],
    "{}, line {}": ["f is defined 2 times (cell 3, knn.py, line 5); the last one written in counts."],
    ", nor {} (line {})": [],
    ", nor {} more.": [],
    "{} {} not allowed in this exercise; write it out yourself.": ["torch.cdist and torch.mm are not allowed in this exercise; write it out yourself."],
    "{} This costs {}.": ["torch.cdist must not be used here (line 3 of the block). This costs a tenth of the question."],
    "the work grows with {}; it should {}": ["the work grows with n and m; it should not depend on the sizes", "the work grows with n; it should grow with m at most"],
    "grow with {} at most": [],
    "not depend on the sizes": [],
    "the work should grow with {}, one step for each, but {}": ["the work should grow with n, one step for each, but it grows with m only"],
    "it doesn't depend on the sizes": ["the work should grow with n, one step for each, but it doesn't depend on the sizes"],
    "it grows with {} only": [],
    "{} and {}": [],
    "Output {} where there should be some: {}.": ["Output was cleared where there should be some: a, b and 3 more.", "Output is missing where there should be some: a."],
    "was cleared": [], "is missing": [], "{} and {} more": [], " and {} more": [],
    "No cell of the notebook shows any output: {}.": ["No cell of the notebook shows any output: outputs were cleared."],
    "outputs were cleared": [],
    "it wasn't run, or its outputs were cleared": ["No cell of the notebook shows any output: it wasn't run, or its outputs were cleared."],
    "the notebook": ["It is unclear whose this is: the notebook says 1, the manifest says 2."],
    "the manifest": [],
    "whoever handed it in": [],
    "the file's name": ["It is unclear whose this is: the file's name is or says 1, whoever handed it in is or says 2."],
    "{} says {}": [], "{} is or says {}": [],
    ", and from ": ["The answer to Question 1 was taken from cell 3, which was added, and from cell 5, where the question stands."],
    "Handed in {} late, which costs nothing: it was waived.": ["Handed in 2 days late, which costs nothing: it was waived.", "Handed in 1 day late, which costs nothing: it was waived."],
    "Handed in {} late": ["Handed in 3 days late; nothing is counted any more."],
    "; nothing is counted any more": [],
    "a picture, which isn't shown here: {}": ["a picture, which isn't shown here: open the notebook that was handed in to see it"],
    "another notebook with pictures, which aren't shown here: {}": ["another notebook with pictures, which aren't shown here: open the notebook that was handed in to see it"],
    "open the notebook that was handed in to see it": [],
    "the notebook that was handed in": [],
    "expected a time ": ["expected a time with its zone", "expected a time without a zone"],
    "with its zone": [], "without a zone": [],
    ", with its unit, as text: \"1.5 …\"": ["expected a number, with its unit, as text: \"1.5 …\""],
    "expected a {}, got a Python int of the same size": ["expected a fraction, got a Python int of the same size"],
    "expected a {}{}, got {}": ["expected a whole number of more than 64 bits, got a list of length 3", "expected a decimal number, got None (is a return missing?)"],
    " of more than 64 bits": [],
    "expected {} printed {}, got {}": ["expected 1 printed line, got 3", "expected 2 printed lines, got 3"],
    "{} {}": [], "{} {} of length {}": ["expected a set of length 3, got a tuple of length 2"],
    "a {} of shape {}": ["a torch tensor of shape (3, 4)", "a NumPy array of shape (… of 5 axes)"],
    "the {} value isn't a dict with the key {}": ["the second value isn't a dict with the key 'W1'"],
    "the {} value isn't a dict with the key {}{}": ["the second value isn't a dict with the key 'W1'; one that is spelt nearly so is there"],
    "; one that is spelt nearly so is there": ["W1: 2 of 4 keys are missing, the first is 'W1'; one that is spelt nearly so is there"],
    "what your function gave back could not be used{}: that raised {}": ["what your function gave back could not be used (is a key missing, or misspelt?): that raised KeyError (with float32 inputs)"],
    " (is a key missing, or misspelt?)": [], " (has it all parts that are asked for, in their order?)": ["what your function gave back could not be used (has it all parts that are asked for, in their order?): that raised ValueError"],
    "; it raised": [],
    ": it raised ": ["your code could not be loaded: it raised NameError at your line: x"],
    "your code could not be loaded{}": [],
    "{} (with {} inputs)": ["expected shape (3, 4), got (4, 3) (with float32 inputs)"],
    "an input": ["Which of your lines write into an input? Look for -=, *= and methods that end in an underscore."],
    "{} {} shown ({}): open what was handed in.": [
        "3 more places with words aren't shown (cell 3, cell 4): open what was handed in.", "1 more place with words isn't shown (cell 3): open what was handed in.",
    ],
    "more place with words isn't": [], "more places with words aren't": [],
    "is infinite where it shouldn't be": [], "are infinite where they shouldn't be": [],
    "{} of {} numbers are, or the reverse": ["3 of 6 numbers are infinite where they shouldn't be, or the reverse"],
    "{} of {} numbers is, or the reverse": ["dW: 1 of 6 numbers is infinite where it shouldn't be, or the reverse"],
    "{} of {} number is, or the reverse": ["1 of 1 number is infinite where it shouldn't be, or the reverse"],
    "{} is the same after the call as before.": [],
    "{} {} the same after the call as before.": ["A is the same after the call as before.", "P and v are the same after the call as before."],
    "The inputs": ["The inputs are the same after the call as before."],
    "The number of operations is the same for {}.": ["The number of operations is the same for few images and for many.", "The number of operations is the same for small inputs and for large ones."],
    "few {} and for many": [], "small inputs and for large ones": [],
    "Of {} numbers {} differs. Yours go {}, ours {}.": ["Of 32 numbers 1 differs. Yours go from 1 to 2, ours nowhere: none of them is finite."],
    "Of {} number {} differs. Yours go {}, ours {}.": ["Of 1 number 1 differs. Yours go from 1 to 1, ours from 2 to 2."],
    "Of {} number {} differ. Yours go {}, ours {}.": [],
    "Of {} numbers {} differ. Yours go {}, ours {}.": ["Of 32 numbers 3 differ. Yours go from 1 to 2, ours nowhere: none of them is finite."],
    "{} (It could not be drawn: {}.)": ["Your distances. (It could not be drawn: NameError.)"],
    "{}: {} raised {}": ["a hidden test doesn't pass: f raised ValueError"],
    "{}: the name {} isn't defined": ["a test of this exercise doesn't pass: the name clean isn't defined"],
    "{}: it ended with {}": ["a test of this exercise doesn't pass: it ended with ValueError"],
    "Fill in {} at the top of the notebook, save, and run this cell again.": ["Fill in name and student_id at the top of the notebook, save, and run this cell again."],
    ", group {}": ["Kim, 2022123456, option 1, group 7"],
    "a RAR archive": ["the file is a RAR archive, not a zip"],
    "{} of {} values are wrong": ["dW: 3 of 4 values are wrong"],
    "−{} {}": ["−5 points", "−1 point"],
    "Several of group {} handed in: {}. For all of them counts {}, {}'s.": ["Several of group 7 handed in: 1 (2026-01-01 10:00:00 KST), 2 (no time known). For all of them counts the later one, 2's."],
    "no time known": [],
    "": ["Saved", "Your details", "Blocks", "Answers", "Run", "Cells", "Files", "Data", "Points", "Look", "Notebook"],  # the last cell's titles
    "the legend isn't as expected": ["the legend isn't as expected"],
    "expected an image of {} × {} pixels, got {} × {}": ["expected an image of 3 × 4 pixels, got 4 × 3"],
    " at your line: {}": ["your code raised ValueError at your line: x = 1", "your code needed more memory than the 2000 MiB there are at your line: x = 1"],
    "; `{}` is defined outside the designated block ({}), where it isn't graded": [
        "your code raised NameError at your line: e = f(y); `f` is defined outside the designated block (ops.py, line 3), where it isn't graded",
        "your code raised NameError in lines 65 to 96 of this block's cell; `f` is defined outside the designated block (cell 3), where it isn't graded",
        "your code could not be loaded: it raised NameError at your line: x; `x` is defined outside the designated block (cell 3), where it isn't graded",
    ],
    "; where it is graded there may be no GPU: compute on the device that the inputs are on": [
        "your code raised AssertionError at your line: x.cuda(); where it is graded there may be no GPU: compute on the device that the inputs are on (with float32 inputs)",
    ],
    "; in grading your code has one process (num_workers=0, no Pool), no network, and the files beside the notebook alone": [
        f"{begin}PermissionError{at}; in grading your code has one process (num_workers=0, no Pool), no network, and the files beside the notebook alone"
        for begin in ("your code raised ", "your code could not be loaded: it raised ")
        for at in ("", " at your line: x = DataLoader(y, num_workers=2)", " in lines 65 to 96 of this block's cell")
    ],
    " in lines {} to {} of this block's cell": ["your code raised ValueError in lines 65 to 96 of this block's cell"],
    " (with {} inputs)": ["W1: expected a tensor, got a Python float (with float32 inputs)"],
    "{}: expected a tensor, got a Python {}": [],
    "{}: the inputs were {}, and it is {}": ["loss: the inputs were float32, and it is float64"],
    "{} or more": ["an array made on the way is 100 or more times as large as the largest that is needed"],
    "NumPy array": ["expected a NumPy array, got a torch tensor of shape (3,)"],
    "torch tensor": ["expected a torch tensor, got a dict with 3 keys"],
    "expected {} to be raised, and {} was": ["expected ValueError to be raised, and IndexError was"],
    "another exception": ["expected ValueError to be raised, and another exception was"],
    "the type is right, {}, and the value is wrong": ["value 2: the type is right, a Python str, and the value is wrong"],
    "expected {}, got {}": ["expected a Python str, got None (is a return missing?)", "expected True or False, got a Python str"],
    "True or False": [],
    "bytes object": ["expected a bytes object, got a list of length 3"],
    "a dict with {} key": ["value 1: expected a Python str, got a dict with 1 key", "expected 1 value, got a DataFrame of 1 row and 1 column"],
    "named tuple": ["expected a named tuple, got a list of length 3"],
    "object with fields": ["expected an object with fields, got a list of length 3"],
    "time span": ["expected a time span, got a list of length 3"],
    "NumPy array of texts or objects": ["expected a NumPy array of texts or objects, got a list of length 3"],
    "pandas Index": ["expected a pandas Index, got a DataFrame of 3 rows and 2 columns"],
    "sparse array": ["expected a sparse array, got a list of length 3"],
    "nothing at all": ["the zip holds no notebook, nothing at all"],
    "the zip holds no notebook, {}": ["the zip holds no notebook, only a.txt, b.txt"],
    "Submit a zip with {}.ipynb in it.": ["Submit a zip with knn.ipynb in it."],
    "Submit exactly one, named {}.ipynb.": ["Submit exactly one, named knn.ipynb."],
    "the zip holds {} notebooks, and {} are called {}.ipynb": ["the zip holds 3 notebooks, and 2 are called knn.ipynb"],
    "Handed in {} late{}.": ["Handed in 3 days late.", "Handed in 1 day late; nothing is counted any more."],
    "Added, and not graded": ["Added, and not graded: ‘x = 1’. Deleted: intro."],
    "Changed, and graded as it was": ["Changed, and graded as it was: ‘x = 1’, ‘y’ and 2 more."],
    "The file is older than what you see. Save the notebook (Ctrl+S, or ⌘S), then run this cell again. If that doesn't help, run all cells, save, and run this cell once more.": [
        "The file is older than what you see. Save the notebook (Ctrl+S, or ⌘S), then run this cell again. If that doesn't help, run all cells, save, and run this cell once more."
    ],
}  # fmt: skip
"""Parts that a sentence is made of, and whole sentences that they make, which must be known."""

TO_STAFF = {
    "they look different", "one number all over", "they differ", "it asks nothing of what students write", "other inputs came back",
    "it compares with no literal, so nothing shows an answer that pretends", "it passes with an answer that says it is equal to everything",
    "it still passes with {} of {} literals altered", "it still passes with {} of {} literal altered", 'Write leaves("a variable").', "Write ask(…): leaves is for whole cells.", "the zip",
    "{} shows {}, a team's name, among names of people: it is taken for a person's.",
    "{} hand-ins say that they are of {}: those of {}. Each stays whose the names around it say.",
    "Named as a group by one notebook alone, and nobody's id or group on the roster ({}): {}. Nobody else gets a mark by it; whom it means is put into a group of that name on the roster.",
}  # fmt: skip
"""What no page shows: reasons for an author, remarks of the command that grades, words between functions."""

NOT_SAID = re.compile(
    r"^\s*$|^utf-|^str \| None$|^hand_in\($|^\*Your|svg$|^hand_in_rules|^result_is|\\[wsdb]|^[\w.]+$|</|<tr|<p>|<a |#@title|^# |^data:|def \w+\(|import \w+$|padding|display: |Download .ipynb$|%[Ymd]|^\{\}$|BEGIN YOUR|END YOUR|BEGIN SOL|END SOL|HIDDEN|NotImplementedError|^MARKED LATE|^Give the times"
)


def plain(text: str) -> str:
    """Reduce a sentence to its own words: fields as {}, without a label before it or a piece behind it, a full stop or a capital."""
    text = re.sub(r"\{[^{}]*\}", "{}", text).replace("’", "'")
    text = re.sub(r"(\{\})+", "{}", text)
    text = re.sub(r"^\{\}(?=[a-z])|(?<=[a-z])\{\}$", "", text)
    text = text.strip().rstrip(".").strip()
    return text[:1].lower() + text[1:]


def _counts(node: ast.AST) -> bool:
    """Tell a call that puts a number and a word together (conventions.plurals)."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("counted", "some_of", "word_for")


def _said(part: ast.expr) -> list[str]:
    """List what a part of an f-string may say: a text, a field as {}, a number with the word for one and for several."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    call = part.value if isinstance(part, ast.FormattedValue) else part
    if not isinstance(call, ast.Call) or not _counts(call):
        return ["{}"]
    name = getattr(call.func, "id", "")
    nouns = [one.value for one in call.args[2 if name == "some_of" else 1 :] if isinstance(one, ast.Constant)]
    if not nouns:
        return ["{}"]
    one, several = str(nouns[0]), str(nouns[1] if len(nouns) > 1 else f"{nouns[0]}s")
    return {
        "word_for": [one, several],
        "counted": [f"{{}} {one}", f"{{}} {several}"],
        "some_of": [f"{{}} of {{}} {several} are", f"{{}} of {{}} {several} is", f"{{}} of {{}} {one} is"],
    }[name]


def texts_of(path: Path, to_others: frozenset[str] = frozenset(TO_OTHERS)) -> Iterator[str]:
    """List the prose of a module: texts of two words or more that are said to no author and no marker."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))  # docstrings
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in to_others:
                skipped |= {id(one) for part in (*node.args, *node.keywords) for one in ast.walk(part)}
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(one) for one in node.values}
        if _counts(node):
            skipped |= {id(one) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            yield from map("".join, itertools.product(*map(_said, node.values)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_prose(text: str) -> bool:
    words_in = re.findall(r"[A-Za-z’']{2,}", text.replace("{}", " "))
    return len(words_in) >= 2 and text not in TO_STAFF and not NOT_SAID.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", SPEAK)
def test_every_sentence_is_known(module: str, language: str) -> None:
    known = {plain(english) for english, _ in words.pairs(language)}
    parts = {plain(part) for part in PUT_TOGETHER}

    said = [text for text in texts_of(ROOT / module) if is_prose(text)]

    assert [text for text in said if plain(text) not in known | parts] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mistakes_that_the_kit_names_itself_are_known(language: str) -> None:
    folders = (ROOT / "assignments").glob("*/assignment.toml")
    named = {one.says for path in folders for one in catalogue.read(path.parent)}

    assert len(named) > 60
    assert {one for one in named if words.speaker(language)(one) == one} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", AT_THE_DESK)
def test_what_the_desk_cant_do_is_said(module: str, language: str) -> None:
    say, known = words.speaker(language), words.catalogue(language)
    texts = texts_of(
        ROOT / "autograder" / "desk" / f"{module}.py", frozenset(TO_OTHERS - {"UsageError", "GradingError"})
    )
    asked = [text.replace("{}", "7") for text in texts if is_prose(text) and known.gettext(text) == text]

    said = {text: say(text) for text in asked}

    assert {text: one for text, one in said.items() if LEFT.search(re.sub("`.*?`", "", one))} == {}


# ---------------------------------------------------------------- a sentence is read back

LEFT = re.compile(r"\b[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z’']{2,}){2,}")
"""Three words in a row that are nobody's but ours."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_together_is_known_too(language: str) -> None:
    say = words.speaker(language)

    left = {one: say(one) for made in PUT_TOGETHER.values() for one in made}

    assert {one: said for one, said in left.items() if said == one or LEFT.search(said)} == {}


@pytest.mark.parametrize(
    "behind", ["the shapes: x (5,), y (4,)", "with float32 inputs", "the inputs were on another device than the CPU"]
)
@pytest.mark.parametrize("sentence", ["your code raised ValueError at your line: x + y", "9 of 9 accuracies are off"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_behind_a_sentence_is_said_whosever_sentence_it_is(
    language: str, sentence: str, behind: str
) -> None:
    said = words.speaker(language)(f"{sentence} ({behind})")

    assert re.search("shapes|with|another", said) is None
    assert said.endswith(")")


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_counts_are_put_in_as_they_are(language: str) -> None:
    say = words.speaker(language)

    assert say("expected 2 values, got 1").count("개") == 2
    assert "images, classes" in say("The number of operations is the same for few images and classes and for many.")
    assert say("The dict and its lists are the same after the call as before.").startswith("The dict and")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_fields(language: str) -> None:
    pairs = words.pairs(language)

    assert len(pairs) > 600
    assert len({english for english, _ in pairs}) == len(pairs)
    assert [
        english
        for english, other in pairs
        if set(re.findall(r"{(\w+)", english)) != set(re.findall(r"{(\w+)", other))
        or ":" in "".join(re.findall(r"{[^}]*}", other))
    ] == []
    assert [english for english, other in pairs if LEFT.search(re.sub(r"`[^`]*`|{[^}]*}", "", other))] == []


SMALL = Sentences(
    [
        ("expected shape {shape}, got {got:perhaps}", "모양 {shape}, 받은 것 {got}"),
        ("a list of length {n:number}", "길이 {n}인 리스트"),
        ("{part}: {what:said}", "{part}: {what}"),
        ("The cell {cell} was deleted.", "{cell} 셀 삭제."),
        ("The cell of {question:word} was deleted.", "{question}의 셀 삭제."),
        ("nothing is here", "아무것도 없습니다"),
        ("it is gone; is it right?", "사라졌습니다. 맞습니까?"),
        ("{names:words} are the same.", "{names}이(가) 그대로입니다."),
        ("Not run: {cells:list}. Save.", "실행하지 않음: {cells}. 저장하세요."),
        ("{items} and {n:number} more", "{items} 외 {n}개"),
        ("cell {n:number}", "셀 {n}"),
        ("your code raised {error}", "{error} 예외"),
        ("your code raised {error:word} at line {n:number}", "{n}번째 줄에서 {error} 예외"),
        ("{what:perhaps} (with {dtype:word} inputs)", "{what} ({dtype} 입력일 때)"),
        ("{name} is given", "{name}을(를) {name}이(가) {name}은(는) {name}와(과) {name}(으)로"),
    ]
)


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("expected shape (3, 4), got (4, 3)", "모양 (3, 4), 받은 것 (4, 3)"),
        ("It is gone; is it right?", "사라졌습니다. 맞습니까?"),
        ("dW: expected shape (3, 4), got a list of length 3", "dW: 모양 (3, 4), 받은 것 길이 3인 리스트"),
        ("The cell of train was deleted. An author wrote this.", "train의 셀 삭제. An author wrote this."),
        ("The cell of two words was deleted.", "of two words 셀 삭제."),
        ("Nothing is here.", "아무것도 없습니다."),
        ("nothing is here.", "아무것도 없습니다."),
        ("Not run: cell 3, x, cell 4 and 2 more. Save.", "실행하지 않음: 셀 3, x, 셀 4 외 2개. 저장하세요."),
        ("A title: nothing of ours", "A title: nothing of ours"),
        ("X and 값 are the same.", "X, 값이 그대로입니다."),
        ("X and the others are the same.", "X and the others are the same."),
        ("your code raised KeyError at line 3 (with int8 inputs)", "3번째 줄에서 KeyError 예외 (int8 입력일 때)"),
        ("an author's words (with int8 inputs)", "an author's words (int8 입력일 때)"),
        ("손실 is given", "손실을 손실이 손실은 손실과 손실로"),
        ("점수 is given", "점수를 점수가 점수는 점수와 점수로"),
        ("`조` is given", "`조`를 `조`가 `조`는 `조`와 `조`로"),
        ("13 is given", "13을 13이 13은 13과 13으로"),
        ("loss is given", "loss을(를) loss이(가) loss은(는) loss와(과) loss(으)로"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_with_its_fields(english: str, other: str) -> None:
    assert SMALL(english) == other
    assert SMALL(other) == other, "what is said already stays"


@pytest.mark.parametrize(
    "text",
    ["a: " * (LONGEST // 3), "x. " * (LONGEST // 3), "The cell " * 400 + "was deleted.", ", and from cell 3, which was added" * 100, "(with a inputs) " * 250, "a" * 10 * LONGEST],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_takes_long(text: str, language: str) -> None:
    begun = time.process_time()

    words.speaker(language)(text)

    assert time.process_time() - begun < 2


def test_a_text_of_many_sentences_is_said_as_far_as_it_is_looked_at() -> None:
    said = SMALL("Nothing is here. " * MOST_SENTENCES * 2)

    assert said.count("아무것도 없습니다.") >= MOST_SENTENCES - 1
