"""What the notebooks say: words that are spelled right, parts that are there, questions that are answered."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import given_cells
from autograder.course import rubric
from tests.fixtures.notebook_texts import NOTEBOOKS, ROOT, cells, prose

WORDS = frozenset((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())
NOT_PROSE = re.compile(
    r"```.*?```|^    .*$|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|<[^>]*>|https?://\S+", re.DOTALL | re.MULTILINE
)


def words(text: str) -> set[str]:
    """Return the words of a text in small letters, without formulas, code and addresses."""
    found = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", NOT_PROSE.sub(" ", text))
    return {word.lower().replace("’", "'") for word in found}


def markdown(name: str) -> list[dict[str, Any]]:
    return [cell for cell in cells(name) if cell["cell_type"] == "markdown"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_word_is_one_that_somebody_has_read(name: str) -> None:
    new = {word: cell["id"] for cell in markdown(name) for word in words(cell["source"]) - WORDS}

    assert not new, f"misspelled, or new: then read it once more and add it to tests/assignments/words.txt: {new}"


def test_the_list_holds_no_word_that_no_notebook_uses() -> None:
    used = {word for name in NOTEBOOKS for cell in markdown(name) for word in words(cell["source"])}

    assert not WORDS - used, "take them out of tests/assignments/words.txt"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_question_to_think_about_has_a_folded_answer(name: str) -> None:
    asked = 0
    for cell in markdown(name):
        parts = re.split(r"\*(?:To think|Think) about(?: it)?:\*", cell["source"])
        for part in parts[1:]:
            asked += 1
            assert re.match(r"[^#]*?\n\n<details><summary>An answer</summary>\n\n[^#]+\n\n</details>(\n|$)", part), (
                f"{cell['id']}: no folded answer below the question"
            )
        assert cell["source"].count("<details>") == cell["source"].count("</details>") == len(parts) - 1
    assert asked, "a notebook without a question to think about"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_written_question_has_a_rubric_that_adds_up(name: str) -> None:
    points = {
        cell["id"]: cell["metadata"]["nbgrader"]["points"]
        for cell in markdown(name)
        if cell["metadata"].get("nbgrader", {}).get("grade")
    }
    folder = ROOT / "assignments" / name
    rubrics = rubric.of_assignment(folder)

    assert set(rubrics) == set(points)
    assert [rubric.problem(folder, one, rubrics[one], points[one], list(points)) for one in points] == [""] * len(
        points
    )


def sections(name: str) -> set[str]:
    """Return the numbers of a notebook's headings: '2', '2.1'."""
    return {
        number
        for cell in markdown(name)
        for number in re.findall(r"^#+ (\d(?:\.\d)?)\.? ", cell["source"], re.MULTILINE)
    }


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_parts_that_are_named_are_there(name: str) -> None:
    there = sections(name)
    named = set(re.findall(r"\bparts? (\d)\b", prose(name))) | set(
        re.findall(r"\b(?:in|as|see) (\d\.\d)\b", prose(name))
    )
    rows = {
        number
        for cell in markdown(name)
        for row in re.findall(r"^\| ([\d, ]+) \|", cell["source"], re.MULTILINE)
        for number in row.split(", ")
    }

    assert rows and rows <= there, "the table of parts on the first page names a part that isn't there"
    assert named <= there, f"{named - there} isn't a heading"


def minutes(words: str) -> float:
    """Read a length of time: '40 minutes', '1½ hours'."""
    number, unit = words.split()
    return float(number.replace("½", ".5")) * (60 if unit.startswith("hour") else 1)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_part_says_how_long_it_takes_and_they_add_up_to_the_plan(name: str) -> None:
    text = "\n".join(cell["source"] for cell in markdown(name))
    parts = re.findall(r"^## (\d)\. ", text, re.MULTILINE)
    each = re.findall(r"^## \d\. .*\n\n\*About (.*)\.\*\n", text, re.MULTILINE)
    hours = {
        word: float(at)
        for at, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine"], start=2)
    }
    plan = re.search(r"Plan on (\w+) to (\w+) hours", text)
    least, most = (60 * hours[word] for word in plan.groups()) if plan else (15.0, 15.0)

    assert len(each) == len(parts), "a line '*About 40 minutes.*' under the title of each part"
    assert least <= sum(map(minutes, each)) <= most


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_optional_has_nothing_to_write(name: str) -> None:
    optional = False
    for cell in cells(name):
        if cell["cell_type"] == "markdown":
            headings = re.findall(r"^#+ .*", cell["source"], re.MULTILINE)
            optional = "(optional)" in headings[-1] if headings else optional
            for heading in headings:
                if "(optional)" in heading:
                    assert re.search(rf"{re.escape(heading)}\n\n\*Optional, about \d+ minutes\.\*\n", cell["source"]), (
                        heading
                    )
        assert not (optional and cell["metadata"].get("nbgrader", {}).get("solution")), cell["id"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_table_of_topics_leads_to_sections(name: str) -> None:
    table = (ROOT / "docs" / "topics" / f"{name}.md").read_text(encoding="utf-8")
    numbers = [
        number
        for row in table.splitlines()
        if row.startswith("|")
        for number in re.findall(r"(?<![\d.−-])(\d\.\d)\b", row.split("|")[2])
    ]

    assert numbers or name in ("start", "knn", "two_layer_net"), "those name parts, not numbers"
    assert set(numbers) <= sections(name)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_links_lead_to_a_heading(name: str) -> None:
    titles = [
        line.lstrip("# ") for cell in markdown(name) for line in cell["source"].splitlines() if line.startswith("#")
    ]
    anchors = {title.replace(" ", "-") for title in titles}
    links = re.findall(r"\]\(#([^)]+)\)", "\n".join(cell["source"] for cell in markdown(name)))

    assert set(links) <= anchors


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_and_threads_are_the_same_in_all(name: str) -> None:
    code = "\n".join(cell["source"] for cell in cells(name) if cell["cell_type"] == "code")

    assert "*Run all* stops at the first check that fails; to go on behind it" in prose(name)
    assert code.count("torch.set_num_threads(1)") == 1


@pytest.mark.parametrize("name", [name for name in NOTEBOOKS if name != "start"])  # which says it in its own words
def test_the_rules_say_what_group_is_for_as_those_of_a_new_notebook_do(name: str) -> None:
    (rules,) = (cell["source"] for cell in markdown(name) if cell["id"] == "rules")
    said = re.findall(r"`group` is for [^\n]*", given_cells.RULES)

    assert len(said) == 1
    assert said[0] in rules


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_headings_leave_no_level_out(name: str) -> None:
    found = [
        (len(marks), title)
        for cell in markdown(name)
        for marks, title in re.findall(r"^(#+) (.*)", cell["source"], re.MULTILINE)
    ]

    assert [level for level, _ in found].count(1) == 1 and found[0][0] == 1
    for (before, _), (level, title) in itertools.pairwise(found):
        assert level <= before + 1, f"'{title}' is {level - before} levels below the heading before it"


# ---------------------------------------------------------------- what a screen reader needs: the rules of jupyterlab-a11y-checker


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_headings_tables_links_and_images_can_be_told_by_ear(name: str) -> None:
    text = "\n".join(re.sub(r"```.*?```", "", cell["source"], flags=re.DOTALL) for cell in markdown(name))
    headings = re.findall(r"^(#{1,2})(?!#)[ \t]*(.*)$", text, re.MULTILINE)

    assert all(title.strip() for _, title in headings), "heading-empty"
    assert len({title for _, title in headings}) == len(headings), "heading-duplicate-h2 and -h1-h2"
    for head in re.findall(r"^(\|.*\|)\n\|[-:| ]+\|$", text, re.MULTILINE):
        assert all(cell.strip() for cell in head.strip("|").split("|")), f"table-missing-header: {head}"
    assert "<table" not in text, "table-missing-caption and -scope: a table of Markdown has its headings marked"
    for alt, _ in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text):
        assert alt.strip(), "image-missing-alt"
    assert not re.findall(r"<img(?![^>]*\balt=\"[^\"]+\")[^>]*>", text), "image-missing-alt"
    for link in re.findall(r"(?<!!)\[([^\]]+)\]\(", text):
        assert link.strip().lower() not in ("here", "this", "link", "click here", "more"), (
            f"link-discernible-text: {link}"
        )
