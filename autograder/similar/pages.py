"""What was found → pages: the class and its pairs, and for each pair its texts side by side; and a list of the pairs, which the desk reads.

They are files of a folder of their own, results/NAME/similar/, written anew each time: what is no page of this run is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from markupsafe import Markup, escape

from autograder.report import rendering, words
from autograder.report.course_page import share_bar
from autograder.results import atomic
from autograder.similar import alignment
from autograder.untrusted_text import for_file_name

if TYPE_CHECKING:  # comparing takes libraries that who takes pages away doesn't wait for
    from autograder.similar.pairs import Comparison, Pair

FOLDER = "similar"
PAIRS = "pairs.json"  # [{"one", "other", "why", "page"}]
MOST_PAGES = 300  # pairs with a page of their own
_WIDTH, _HEIGHT, _COLUMNS = 640, 200, 20  # of the chart


def write(results: Path, name: str, found: Comparison, language: str = words.ENGLISH) -> Path:
    """Write the pages into a results folder, in a language; returns the first of them."""
    folder = results / FOLDER
    shown = found.pairs[:MOST_PAGES]
    made = {address(pair): pair_page(name, pair, found, language) for pair in shown} | {
        "index.html": index(name, found, language)
    }
    for file, text in made.items():
        atomic.write(folder / file, text.encode())
    for path in folder.glob("*.html"):
        if path.name not in made:
            path.unlink()
    listed = [
        {
            "one": pair.one.student,
            "other": pair.other.label,
            "why": why(pair),
            "page": address(pair) if address(pair) in made else "",
        }
        for pair in found.pairs
    ]
    atomic.write(folder / PAIRS, msgspec.json.encode(listed))
    return folder / "index.html"


def clear(results: Path) -> bool:
    """Take the pages and the list away, since they show a hand-in that is no more; says whether there were any."""
    pages = [*(results / FOLDER).glob("*.html"), *(results / FOLDER).glob(PAIRS)]
    for path in pages:
        path.unlink()
    return bool(pages)


def address(pair: Pair) -> str:
    """Name a pair's page."""
    return f"{for_file_name(pair.one.label)}--{for_file_name(pair.other.label)}.html"


def why(pair: Pair) -> str:
    """Say in a few words what two share."""
    answers = f", {percent(pair.behaviour)} % of their answers" if pair.same else ""
    return f"{percent(pair.text)} % of their text{answers}"


def index(name: str, found: Comparison, language: str = words.ENGLISH) -> str:
    """Write the page of the class."""
    return rendering.render(
        "similar.html",
        language,
        name=name,
        class_size=len(found.nearest),
        former=len(found.hand_ins) - len(found.nearest),
        rows=[{"pair": pair, "address": quote(address(pair), safe="")} for pair in found.pairs[:MOST_PAGES]],
        left_out=max(0, len(found.pairs) - MOST_PAGES),
        clusters=found.clusters,
        unread=found.unread,
        chart=chart(list(found.nearest.values()), found.least, language) if found.nearest else None,
        share_bar=share_bar,
        percent=percent,
    )


def pair_page(name: str, pair: Pair, found: Comparison, language: str = words.ENGLISH) -> str:
    """Write a pair's page: the answers that they share, and the questions that they share much of, most first."""
    questions = [
        (question, share, alignment.align(pair.one.texts[question], pair.other.texts[question], found.rare[question]))
        for question, share in pair.questions.items()
    ]
    asked = sorted({*pair.same.wrong, *pair.same.right}) if pair.same else []
    return rendering.render(
        "similar_pair.html", language, name=name, pair=pair, questions=questions, asked=asked, percent=percent
    )


def percent(share: float) -> int:
    """Write a share as a whole number of hundredths."""
    return round(100 * min(max(share, 0.0), 1.0))


def chart(nearest: list[float], least: float, language: str = words.ENGLISH) -> Markup:
    """Draw how near everybody's nearest is, and from where on a pair is listed."""
    counts, say = [0] * _COLUMNS, words.catalogue(language).gettext
    for share in nearest:
        counts[min(int(share * _COLUMNS), _COLUMNS - 1)] += 1
    floor, step, at = _HEIGHT - 40, _WIDTH / _COLUMNS, least * _WIDTH
    parts = [f'<line class="line" x1="{at:.1f}" y1="4" x2="{at:.1f}" y2="{floor}"/>', *_columns(counts, step, floor)]
    parts.append(f'<line class="axis" x1="0" y1="{floor}" x2="{_WIDTH}" y2="{floor}"/>')
    parts += [
        f'<text x="{_WIDTH * tenth / 10:.1f}" y="{floor + 16}" class="tick-label" text-anchor="middle">{10 * tenth}</text>'
        for tenth in range(0, 11, 2)
    ]
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 6}" class="axis-label" text-anchor="middle">{escape(say("% shared with the nearest"))}</text>'
    )
    told = say("Histogram of {n} students by how much they share with the nearest, in columns of 5 %: {counts}.")
    label = escape(told.format(n=len(nearest), counts=", ".join(map(str, counts))))
    return Markup(  # numbers, and words of ours
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _columns(counts: list[int], step: float, floor: float) -> Iterator[str]:
    for number, count in enumerate(counts):
        if count:
            height = (floor - 30) * count / max(counts)
            left, top = number * step, floor - height
            yield f'<rect class="column" x="{left + 2:.1f}" y="{top:.1f}" width="{step - 4:.1f}" height="{height:.1f}" rx="3"/>'
            yield f'<text class="count" x="{left + step / 2:.1f}" y="{top - 6:.1f}" text-anchor="middle">{count}</text>'
