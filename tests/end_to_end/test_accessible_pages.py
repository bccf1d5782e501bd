"""Pages for everyone: axe-core finds nothing on them, in light and dark, on a phone and on paper, and pictures fit."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.model import Picture
from autograder.report import course_page, feedback
from tests.fixtures.report import assignment, not_graded, record, rejected

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ENGINE = importlib.util.find_spec("axe_playwright_python")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
EVERY_RULE = "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"  # WCAG 2.2's is off by default

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None or ENGINE is None,
        reason="needs Chromium and axe-playwright-python: one of them isn't installed",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write one page of each kind, with every part that a page can have."""
    knn, folder = assignment(), tmp_path_factory.mktemp("pages")
    graded = [record(f"2022{number:06d}", score=3.0 * number) for number in range(12)]
    absent = {"2022999991": "Lee Jiwoo", "2022999992": "Park Seojun"}
    html = {
        "feedback": feedback.page(
            record(), knn, [Picture("predict_labels", "The regions.", PNG, "Of 9 numbers 3 differ.")]
        ),
        "rejected": feedback.page(rejected(), knn),
        "not graded": feedback.page(not_graded(), knn),
        "course": course_page.page([*graded, rejected(), not_graded()], knn, absent, ["2022999992"]),
    }
    for name, text in html.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in html}


def opened(browser: Any, path: Path, scheme: str = "light", width: int = 1280) -> Any:
    """Open a page with axe on it, and with all that is folded unfolded."""
    assert ENGINE and ENGINE.origin
    page = browser.new_context(bypass_csp=True).new_page()  # axe is put in from outside, which our pages allow nobody
    seen_as(page, scheme, width)
    page.goto(path.as_uri())
    page.eval_on_selector_all("details", "found => found.forEach(one => one.open = true)")
    page.evaluate((Path(ENGINE.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    return page


def seen_as(page: Any, scheme: str, width: int, media: str = "screen") -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media=media, color_scheme=scheme)


@pytest.fixture(scope="module")
def shown(browser: Any, pages: dict[str, Path]) -> dict[str, Any]:
    """Open each of the pages once: none of them has a script, so nothing is left of how it was seen before."""
    return {name: opened(browser, path) for name, path in pages.items()}


def violations(page: Any) -> list[tuple[str, str]]:
    found = page.evaluate(EVERY_RULE)["violations"]
    return [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize(
    ("scheme", "width", "media"),
    [
        ("light", 1280, "screen"),
        ("dark", 1280, "screen"),
        ("light", 320, "screen"),
        ("dark", 320, "screen"),
        ("dark", 800, "print"),
    ],
)
def test_axe_finds_nothing_on_any_page(shown: dict[str, Any], scheme: str, width: int, media: str) -> None:
    for name, page in shown.items():
        seen_as(page, scheme, width, media)

        assert violations(page) == [], name


def test_axe_would_find_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>t</title><img src=x><p style='color:#aaa'>faint</p>", encoding="utf-8")

    found = {rule for rule, _ in violations(opened(browser, path, "light", 800))}

    assert {"image-alt", "color-contrast", "html-has-lang"} <= found


def test_a_page_that_is_open_already_is_seen_anew(browser: Any, tmp_path: Path) -> None:
    """Text that is faint in one look alone is found in that look, and in no other."""
    queries = {"(prefers-color-scheme: dark)": "1", "(max-width: 400px)": "2", "print": "3"}
    styles = "".join(f"@media {query} {{ #p{number} {{ color: #ccc }} }}" for query, number in queries.items())
    texts = "".join(f"<p id=p{number}>read me</p>" for number in queries.values())
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html lang=en><title>t</title><style>{styles}</style><main><h1>t</h1>{texts}", encoding="utf-8")  # fmt: skip
    page = opened(browser, path)
    found = []

    for look in (("light", 1280), ("dark", 1280), ("light", 320), ("light", 1280, "print"), ("light", 1280)):
        seen_as(page, *look)
        found.append(violations(page))

    assert [[html[:10] for _, html in one] for one in found] == [[], ['<p id="p1"'], ['<p id="p2"'], ['<p id="p3"'], []]


def test_the_histogram_is_whole_and_readable_on_a_phone(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["course"], "light", 320)

    boxes = page.eval_on_selector_all(
        "svg.chart text",
        "found => found.filter(one => getComputedStyle(one).display !== 'none').map(one => { const box = one.getBoundingClientRect();"
        " return [one.textContent, box.left, box.right, box.top, box.bottom, parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a]; })",
    )

    labels = sorted(box for box in boxes if box[0].isdigit())
    assert len(labels) > 5 and all(left >= 0 and right <= 320 for _, left, right, *_ in boxes)
    assert all(size >= 10 for *_, size in boxes)
    apart = [
        (one[0], other[0])
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one[1] < other[2] and other[1] < one[2] and one[3] + 3 < other[4] and other[3] + 3 < one[4]
    ]
    assert not apart, "these lie on one another"
