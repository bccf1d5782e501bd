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


def opened(browser: Any, path: Path, scheme: str, width: int, media: str = "screen") -> Any:
    """Open a page with all that is folded unfolded."""
    page = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    ).new_page()  # axe is put in from outside, which a page of ours allows nobody
    page.emulate_media(media=media, color_scheme=scheme)
    page.goto(path.as_uri())
    page.eval_on_selector_all("details", "found => found.forEach(one => one.open = true)")
    return page


def violations(page: Any) -> list[tuple[str, str]]:
    assert ENGINE and ENGINE.origin
    page.evaluate((Path(ENGINE.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
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
def test_axe_finds_nothing_on_any_page(
    browser: Any, pages: dict[str, Path], scheme: str, width: int, media: str
) -> None:
    for name, path in pages.items():
        page = opened(browser, path, scheme, width, media)

        assert violations(page) == [], name
        page.context.close()


def test_axe_would_find_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>t</title><img src=x><p style='color:#aaa'>faint</p>", encoding="utf-8")

    found = {rule for rule, _ in violations(opened(browser, path, "light", 800))}

    assert {"image-alt", "color-contrast", "html-has-lang"} <= found


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
