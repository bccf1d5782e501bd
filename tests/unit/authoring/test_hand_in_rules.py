"""What a release carries of the grader's rules: all that they import, the same each time, and nothing hidden."""

from __future__ import annotations

import ast
import base64
import json
import lzma
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring import compile, hand_in_rules, release, submissions
from autograder.course import settings
from autograder.course.layout import hidden_files
from autograder.intake.ipynb import Json, joined
from tests.fixtures.authoring import write_course
from tests.fixtures.common import load

ROOT = Path(__file__).resolve().parents[3]


def released(cells: list[Json]) -> Json:
    (text,) = [text for text in (joined(cell)["source"] for cell in cells) if "RELEASE = {'assignment'" in text]
    space: dict[str, Json] = {}
    start = text.index("RELEASE = {'assignment'")
    exec(text[start : f"{text}\n\n".index("\n\n", start)], space)
    return space["RELEASE"]


def carried(name: str) -> dict[str, object]:
    rules = released(submissions.released_notebook(name, ROOT)["cells"])["rules"]
    content: dict[str, object] = json.loads(lzma.decompress(base64.b85decode(rules)))
    return content


def test_the_modules_need_nothing_but_python_and_each_other(tmp_path):
    for name, text in hand_in_rules.modules(speaks=True).items():
        place = tmp_path.joinpath(*name.split("."))
        package = any(other.startswith(f"{name}.") for other in hand_in_rules.modules(speaks=True))
        place = place / "__init__.py" if package else place.with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    code = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import hand_in_rules.assemble.expected_costs, hand_in_rules.intake.ipynb, hand_in_rules.report.sentences"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""


def test_no_module_speaks_of_ours_by_its_own_name():
    for name, text in hand_in_rules.modules().items():
        imported = [node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
        assert [one for one in imported if (one or "").startswith("autograder")] == [], name


def test_nothing_but_docstrings_and_comments_is_left_out():
    from autograder.authoring.hand_in_rules import _bare

    for path in (one for one in hand_in_rules.sources() if one.suffix == ".py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                kept = [
                    one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
                ]
                node.body = kept or ([] if isinstance(node, ast.Module) else [ast.Pass()])
        assert ast.dump(ast.parse(_bare(path.read_text(encoding="utf-8")))) == ast.dump(tree), path


def test_in_another_language_it_carries_the_sentences_and_speaks_it(tmp_path):
    root = write_course(tmp_path)
    course = root / "course.toml"
    course.write_text('language = "ko"\n' + course.read_text(encoding="utf-8"), encoding="utf-8")
    compile.build("tiny", root)
    release.release("tiny", root)
    submit = load("submit")
    cells = submissions.released_notebook("tiny", root)["cells"]
    submit.RELEASE = released(cells)

    lines = submit._Checklist(submit.check({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))

    assert re.search(r"−\d+점 .*: 아직 아무것도 쓰지 않았습니다\.", repr(lines))
    assert "실행하지 않은 셀" in lines._repr_html_()
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub("‘.*?’|A class with two blocks", "", repr(lines)))
    assert "said" not in carried("start"), "in English there is nothing to carry"


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_a_release_carries_todays_rules_and_no_line_that_is_hidden(name):
    content = carried(name)

    assert content["modules"] == hand_in_rules.modules(), "run: autograder release"
    said = json.dumps(content)
    given = {
        line.strip()
        for cell in submissions.released_notebook(name, ROOT)["cells"]
        for line in joined(cell)["source"].split("\n")
    }
    for path in hidden_files(ROOT / "assignments" / name):
        if path.suffix == ".py":
            lines = {
                line.strip()
                for line in path.read_text(encoding="utf-8").split("\n")
                if len(line.strip()) > 40 and not line.startswith(("from", "import"))
            }
            assert [line for line in lines - given if json.dumps(line)[1:-1] in said] == []
