"""The pages show what was found; no text of a student's is live on them, and those of an earlier run are gone."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from autograder.desk import waiting
from autograder.results.folder import Folder
from autograder.similar import pages
from autograder.similar.hand_ins import HandIn, Text
from autograder.similar.pairs import compare

LIVE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}</textarea>\u202e'
CODE = f"""s = '''{LIVE}'''
rows = [torch.einsum("d,d->", a - b, a - b) for a in train for b in test if a is not b]
return torch.stack(rows).reshape(len(train), -1).clamp(min=0).sqrt()
"""


class Tags(HTMLParser):
    """Collects what a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(name for name, _ in attrs)))


@pytest.fixture
def found():
    return compare([HandIn(name, {f"q{LIVE}": Text(CODE)}) for name in (f"kim{LIVE}", "../lee")])


def test_no_text_of_a_student_s_is_live(found, tmp_path):
    pages.write(tmp_path, "knn", found)

    (pair,) = [path for path in (tmp_path / "similar").glob("*.html") if path.name != "index.html"]
    for path in (pair, tmp_path / "similar" / "index.html"):
        read = Tags()
        read.feed(path.read_text(encoding="utf-8"))
        assert not {tag for tag, _ in read.found} & {"script", "img", "textarea"}
        assert not [one for one in read.found if any(name.startswith("on") for name in one[1])]
        assert "\u202e" not in path.read_text(encoding="utf-8")
    assert "{{ 7 * 7 }}" in pair.read_text(encoding="utf-8")
    assert '<mark class="rare">' in pair.read_text(encoding="utf-8")


def test_pages_of_an_earlier_run_are_taken_out(found, tmp_path):
    index = pages.write(tmp_path, "knn", found)
    assert len(list(index.parent.glob("*.html"))) == 2
    assert [(pair.one, pair.why) for pair in waiting.alike(Folder(tmp_path))] == [
        (f"kim{LIVE}", pages.why(found.pairs[0]))
    ]
    assert "% of their text" in pages.why(found.pairs[0])

    pages.write(tmp_path, "knn", compare([HandIn("kim", {"q": Text(CODE)})]))

    assert [path.name for path in index.parent.glob("*.html")] == ["index.html"]
    assert not list(waiting.alike(Folder(tmp_path)))
    assert "No two share more" in index.read_text(encoding="utf-8")
    assert pages.clear(tmp_path) and not pages.clear(tmp_path) and not list(index.parent.iterdir())


def test_the_chart_says_in_words_what_it_shows():
    assert "Histogram of 3 students" in pages.chart([0.0, 0.5, 1.0], 0.5)
