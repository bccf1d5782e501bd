"""docs/security.md says what `doctor` says, and points at tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.sandbox.levels import NEEDED, NOT_PROMISED, PROMISES
from autograder.sandbox.outside import doctor

DOCS = Path(__file__).resolve().parents[2] / "docs"
WORDS = (DOCS / "security.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)#:]+)\)", WORDS)


@pytest.mark.parametrize("level", PROMISES)
def test_each_level_s_promise_is_in_the_document_word_for_word(level: int) -> None:
    rows = [line for line in WORDS.splitlines() if line.startswith(f"| {level} |")]

    assert [row.rstrip(" |").rpartition(" | ")[2] for row in rows] == [PROMISES[level].rstrip(" |")]


@pytest.mark.parametrize("what", NOT_PROMISED)
def test_what_is_not_promised_is_in_the_document_word_for_word(what: str) -> None:
    assert f"- **{what}.** {NOT_PROMISED[what]}\n" in WORDS


def test_doctor_prints_the_same_words() -> None:
    said = doctor.lines(doctor.examine())

    assert PROMISES[doctor.examine().level] in said[0]
    for what, why in NOT_PROMISED.items():
        assert f"  {what}. {why}" in said


def test_every_level_has_a_promise() -> None:
    assert PROMISES.keys() == NEEDED.keys()


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (DOCS / link).exists()


def test_every_module_of_attacks_is_linked() -> None:
    attacks = DOCS.parent / "attacks"
    named = {Path(link).name for link in LINKS}

    for module in ("forge", "leak", "lie", "exhaust", "escape", "archives", "rpc", "cheat", "own", "ablations"):
        assert (attacks / f"{module}.py").exists()
        assert f"{module}.py" in named
