"""While an author writes, each save is asked again where it changed something, and nowhere else."""

from __future__ import annotations

import html
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from autograder.authoring.watch import Round, Watching
from autograder.authoring.watch.page import Page
from autograder.errors import UsageError
from autograder.report.rendering import render
from autograder.sandbox.outside import Sandbox
from tests.fixtures.authoring import edit, write_course

CHECKS = "assignments/tiny/hidden/checks.py"
MASTER = "assignments/tiny/notebook.py"


class Author:
    """Somebody who saves each time that nothing is left to ask."""

    def __init__(self, root: Path, sandbox: Sandbox, saves: list[Callable[[], None]], place: str = "") -> None:
        self.rounds: list[Round] = []
        self._saves, self._done = saves, False
        Watching("tiny", root, sandbox, place).run(self._told, until=lambda: self._done)

    def _told(self, now: Round) -> None:
        self.rounds.append(now)
        if now.error or not now.left:
            if self._saves:
                self._saves.pop(0)()
            else:
                self._done = True

    @property
    def asked(self) -> list[list[str]]:
        """The answers that were asked after each save."""
        found: list[list[str]] = [[]]
        for now in self.rounds[1:]:
            if now.news is None:
                found.append([])
            else:
                found[-1].append(now.news.answer)
        return found


def test_a_save_asks_what_it_changed_and_nothing_else(tmp_path: Path, sandbox: Sandbox) -> None:
    root = write_course(tmp_path)
    wrong = "assignments/tiny/answers/wrong/square.py"
    author = Author(
        root,
        sandbox,
        [
            lambda: edit(root, wrong, "return x * 2", "return x * 2 + 0"),
            lambda: edit(root, MASTER, "# Two functions, and a question.", "# Two of them, and a question."),
            lambda: edit(root, MASTER, "doubled_exponent = x * x", "doubled_exponent = x + x"),
            lambda: edit(root, MASTER, "doubled_exponent = x + x", "doubled_exponent = x *"),
            lambda: edit(root, MASTER, "doubled_exponent = x *", "doubled_exponent = x ** 2"),
        ],
    )
    assert author.asked == [
        ["our solution: square", "our solution: Counter"],
        ["doubled"],
        [],
        ["our solution: square"],
        [],
        ["our solution: square"],
    ]
    told = [now for now in author.rounds if now.news or now.error]
    assert [bool(now.news and now.news.problems) for now in told[:3]] == [False, False, False]
    assert told[3].news is not None
    assert any("square.values_match" in problem for problem in told[3].news.problems)
    assert "notebook.py" in told[4].error
    assert told[4].fared == told[3].fared, "what was known before a mistake stays in sight"
    assert told[5].error == ""
    assert told[5].news is not None
    assert told[5].news.problems == ()


def test_a_changed_check_is_put_again_to_all_that_it_concerns(tmp_path: Path, sandbox: Sandbox) -> None:
    root = write_course(tmp_path)
    tried = tmp_path / "mine.py"
    tried.write_text("def square(x):\n    return x * 2\n")
    author = Author(
        root,
        sandbox,
        [
            lambda: edit(root, CHECKS, "draw.normal(7)", "draw.normal(8)"),
            lambda: edit(root, "assignments/tiny/answers/wrong/square.py", "fails: square.inputs_stay", "fails: "),
        ],
        str(tried),
    )
    assert author.asked[0] == ["mine", "our solution: square", "our solution: Counter"]
    assert author.asked[1][:3] == author.asked[0], "both questions' checks stand in this file"
    assert sorted(author.asked[1][3:]) == ["doubled", "forgetful", "in_place", "power", "with_marks"]
    assert author.asked[2] == ["in_place"]
    last = author.rounds[-1]
    (mine,) = [one for one in last.fared if one.unit.kind == "tried"]
    assert mine.record.score == 2.0
    assert mine.problems == (), "nothing is expected of it"
    assert not mine.good
    assert mine.failed == ("square.values_match",)
    assert [one.answer for one in last.fared if one.problems] == ["in_place"], "it doesn't say what it fails any more"


def test_an_answer_of_which_nothing_is_expected_is_shown_by_what_it_got(tmp_path: Path, sandbox: Sandbox) -> None:
    tried = tmp_path / "mine.py"
    tried.write_text("def square(x):\n    return x * 2\n")
    better = [lambda: edit(tmp_path, "mine.py", "x * 2", "x * x")]
    author = Author(write_course(tmp_path), sandbox, better, str(tried))
    page = Page("tiny")
    shown = []
    try:
        for now in author.rounds:
            if now.news and now.news.unit.kind == "tried":
                page.show(now)
                _, text = fetched(page.address.replace("/?", "/checks?"))
                (line,) = re.findall(r'<li class="(\w+)"><a[^>]*>mine</a>(.*?)</li>', text, re.DOTALL)
                shown.append((line[0], " ".join(re.sub("<[^>]*>", " ", line[1]).split())))
    finally:
        page.close()

    assert shown == [("bad", "2 of 6 fails square.values_match"), ("good", "6 of 6")]


def test_a_file_that_is_not_there_is_said_at_once(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match=r"there is no file gone\.py"):
        Watching("tiny", write_course(tmp_path), sandbox, "gone.py")


def test_where_no_check_is_left_nothing_is_right(tmp_path: Path, sandbox: Sandbox) -> None:
    root = write_course(tmp_path)

    author = Author(root, sandbox, [(root / CHECKS).unlink])

    last = author.rounds[-1]
    assert last.saved == ("checks.py",) and "no check asks 'square' yet" in last.error
    assert last.news is None


def test_one_answer_that_is_left_is_one() -> None:
    said = [
        render("watch_checks.html", now=Round(1, left=left), named=(), questions=(), token="", name="tiny")
        for left in (1, 2)
    ]

    assert "1 answer is still to be asked." in said[0]
    assert "2 answers are still to be asked." in said[1]


def fetched(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(address, headers=headers), timeout=10) as reply:
            return reply.status, reply.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_the_page_shows_release_checks_and_feedback_to_its_author_alone(tmp_path: Path, sandbox: Sandbox) -> None:
    author = Author(write_course(tmp_path), sandbox, [])
    page = Page("tiny")
    try:
        page.show(author.rounds[-1])
        assert fetched(page.address)[0] == 200

        def view(name: str, more: str = "") -> str:
            status, text = fetched(page.address.replace("/?", f"/{name}?") + more)
            assert status == 200
            return text

        assert "Return every number of x squared." in view("release")
        assert "doubled_exponent" not in view("release")
        assert "Squares agree with the definition." in view("checks")
        assert "our solution: Counter" in view("checks")
        (counter,) = re.findall(r'href="([^"]*)"[^>]*>our solution: Counter<', view("checks"))
        assert "Amounts are added to the start." in fetched(page.address.partition("/?")[0] + html.unescape(counter))[1]
        assert '"number": 3' in view("state")
        (begins,) = re.findall(r'<iframe name="feedback" src="([^"]*)"', fetched(page.address)[1])
        assert "Click an answer" in fetched(page.address.partition("/?")[0] + begins)[1], "until there's one to show"
        assert fetched(page.address.partition("?")[0])[0] == 403, "without the token"
        assert fetched(page.address[:-1])[0] == 403
        assert fetched(page.address, Host="evil.example:80")[0] == 403, "a name that was made to point here"
        assert fetched(page.address.replace("/?", "/other?"))[0] == 404
    finally:
        page.close()


def test_the_chosen_answer_stays_chosen_as_others_come_and_go(tmp_path: Path, sandbox: Sandbox) -> None:
    last = Author(write_course(tmp_path), sandbox, []).rounds[-1]
    page = Page("tiny")
    try:
        page.show(last)
        begins = page.address.partition("/?")[0]
        listed = fetched(page.address.replace("/?", "/checks?"))[1]
        (counter,) = re.findall(r'href="([^"]*)"[^>]*>our solution: Counter<', listed)
        chosen = begins + html.unescape(counter)
        before = fetched(chosen)[1]

        page.show(replace(last, fared=last.fared[1:]))
        later = fetched(chosen)[1]
        page.show(replace(last, fared=last.fared[:1]))
        gone = fetched(chosen)[1]
    finally:
        page.close()

    assert "Amounts are added to the start." in before
    assert later == before, "it is another in the list now, and the same answer"
    assert "isn't there any more" in html.unescape(gone)


def answered_to_nobody(page: Page, view: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for the release, go away while its view is at work, and wait until the page is done with it."""
    asked, gone = threading.Event(), threading.Event()

    def slow(*_: object) -> tuple[str, bytes]:
        asked.set()
        gone.wait(10)
        view()
        return "text/plain", b"x" * 2**24  # more than the system takes before somebody reads

    monkeypatch.setattr(page, "_release", slow)
    place = urlsplit(page.address)
    before = set(threading.enumerate())
    with socket.create_connection((place.hostname, place.port)) as browser:
        browser.sendall(f"GET /release?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        assert asked.wait(10)
        (answering,) = set(threading.enumerate()) - before
        # close at once, as browsers do
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.set()
    answering.join(10)
    assert not answering.is_alive()


def test_a_browser_that_goes_away_is_no_fault_and_a_view_that_breaks_is_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page("tiny")
    try:
        answered_to_nobody(page, lambda: None, monkeypatch)
        assert capfd.readouterr() == ("", "")
        answered_to_nobody(page, lambda: {}["a view's own"], monkeypatch)
        assert 'KeyError: "a view\'s own"' in capfd.readouterr().err
    finally:
        page.close()
