"""What a release carries of the grader's rules: all that they import, the same each time, and nothing hidden."""

from __future__ import annotations

import ast
import base64
import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring import hand_in_rules, submissions
from autograder.course import settings
from autograder.course.layout import hidden_files
from autograder.intake.ipynb import joined

ROOT = Path(__file__).resolve().parents[3]


def carried(name: str) -> dict[str, object]:
    cells = [joined(cell)["source"] for cell in submissions.released_notebook(name, ROOT)["cells"]]
    (text,) = [text for text in cells if "RELEASE = {'assignment'" in text]
    space: dict[str, dict[str, str]] = {}
    start = text.index("RELEASE = {'assignment'")
    exec(text[start : text.index("\n\n", start)], space)
    content: dict[str, object] = json.loads(lzma.decompress(base64.b85decode(space["RELEASE"]["rules"])))
    return content


def test_the_modules_need_nothing_but_python_and_each_other(tmp_path):
    for name, text in hand_in_rules.modules().items():
        place = tmp_path.joinpath(*name.split("."))
        package = any(other.startswith(f"{name}.") for other in hand_in_rules.modules())
        place = place / "__init__.py" if package else place.with_suffix(".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    code = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import hand_in_rules.assemble.expected_costs, hand_in_rules.intake.ipynb"
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

    for path in hand_in_rules.sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                kept = [
                    one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
                ]
                node.body = kept or ([] if isinstance(node, ast.Module) else [ast.Pass()])
        assert ast.dump(ast.parse(_bare(path.read_text(encoding="utf-8")))) == ast.dump(tree), path


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
