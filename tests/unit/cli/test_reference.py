"""The references in docs/ are what the code says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import checks
from autograder.cli import reference
from autograder.cli.verbs import named, verbs

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize(
    ("file", "made"),
    [("reference-cli.md", reference.cli_reference), ("reference-checks.md", reference.checks_reference)],
)
def test_the_reference_is_up_to_date(file, made):
    assert (DOCS / file).read_text(encoding="utf-8") == made(), "run make docs"


def test_every_command_has_its_example_and_its_options():
    text = reference.cli_reference()

    for verb in verbs():
        section = text.partition(f"\n## {named(verb)}\n")[2].partition("\n## ")[0]
        assert f"    autograder {named(verb)}" in section
        assert "| takes | default | |" in section
    assert "| `--device` | `auto` | auto, cpu, cuda or simulated. |" in text


def test_every_judge_is_described_with_its_signature():
    text = reference.checks_reference()

    for name in ("question", "close", "exactly", "growth", "largest_array", "unchanged"):
        assert hasattr(checks, name)
        assert f"\n## {name}\n\n    {name}(" in text
    assert " at 0x" not in text


def test_a_name_for_a_type_of_pythons_is_described_by_our_own_words():
    text = reference.checks_reference()

    assert "\n## Call\n\n    Call = dict[str, Any]\n\nThe inputs of one call, by parameter name.\n\n## " in text
    assert "dict()" not in text
    assert "Special type" not in text


def test_writing_again_changes_nothing(tmp_path):
    first = [path.read_bytes() for path in reference.write(tmp_path)]

    assert [path.read_bytes() for path in reference.write(tmp_path)] == first
