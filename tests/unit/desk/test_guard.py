"""Nobody gets in but who holds the token, by an address of the desk's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autograder.export.nbgrader import marked_answers
from tests.fixtures.desk import PATH, QUESTION, Visitor, class_of


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return class_of(tmp_path_factory.mktemp("course"), {"2022000001": "The order stays."})


@pytest.fixture
def visitor(course: Path) -> Visitor:
    return Visitor(course)


def test_without_the_token_nothing_is_shown(course: Path) -> None:
    stranger = Visitor(course, inside=False)

    for path in ("/", "/a/knn", PATH, f"{PATH}/next", "/nowhere"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "order stays" not in answer.text
        assert '<form method="post" action="/enter"' in answer.text and stranger.door.form_word not in answer.text
    assert stranger.get("/enter?token=wrong").status_code == 403


@pytest.mark.parametrize("path", ["/static/nothing", "/static/", "/entered", "/enter/", "/enter"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_what_is_refused_without_the_token_holds_no_word_of_forms(course: Path, path: str, method: str) -> None:
    stranger = Visitor(course, inside=False)

    answer = stranger.client.request(method, path, headers={"content-type": "multipart/form-data"})

    assert answer.status_code >= 400
    assert stranger.door.form_word not in answer.text
    assert stranger.desk.course.settings.name not in answer.text


def test_the_printed_address_lets_in_and_the_token_leaves_the_address(course: Path) -> None:
    visitor = Visitor(course, inside=False)

    answer = visitor.get(f"/enter?token={visitor.door.token}&to=knn")

    assert answer.status_code == 200
    assert str(answer.url) == "http://127.0.0.1:8765/a/knn"
    cookie = answer.history[0].headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert visitor.door.token.lower() not in cookie


def test_an_address_that_leads_elsewhere_is_not_followed(visitor: Visitor) -> None:
    answer = visitor.client.get(f"/enter?token={visitor.door.token}&to=//evil.example", follow_redirects=False)

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:8766", ""])
def test_another_name_for_this_machine_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:8766"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_a_form_from_another_page_does_nothing(visitor: Visitor, headers: dict[str, str]) -> None:
    page = visitor.get(f"{PATH}/next")
    fields = {**visitor.form(page), "points": "10"}

    answer = visitor.client.post(str(page.url), data=fields, headers=headers)

    assert answer.status_code == 403
    assert marked_answers.look(visitor.desk.course.root, "knn", QUESTION).rows["2022000001"].score is None


@pytest.mark.parametrize("word", ["", "0" * 64, "x"])
def test_a_form_without_the_desks_word_does_nothing(visitor: Visitor, word: str) -> None:
    page = visitor.get(f"{PATH}/next")
    fields = {**visitor.form(page), "points": "10", "word": word}

    assert visitor.client.post(str(page.url), data=fields).status_code == 403
    assert marked_answers.look(visitor.desk.course.root, "knn", QUESTION).rows["2022000001"].waits


def test_every_answer_says_that_no_script_but_ours_may_run(visitor: Visitor) -> None:
    for path in ("/", f"{PATH}/next", "/nowhere", "/static/desk.js"):
        policy = visitor.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/a/..%2f..%2fetc/q/x", "/a/%00/q/x"],
)
def test_no_path_leads_out(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code in (400, 403, 404)
    assert "import" not in answer.text


def test_a_form_that_is_too_large_isnt_taken(visitor: Visitor) -> None:
    assert visitor.client.post(PATH + "/0", content=b"x" * (5 * 2**20)).status_code == 413
    assert visitor.client.request("PUT", "/").status_code == 405


def test_whoever_asks_to_be_let_in_sends_little(visitor: Visitor) -> None:
    many = visitor.client.post("/enter", content=b"&" * 2**17)

    assert (many.status_code, many.text) == (413, "A form of more than 64 KiB isn't taken. Nothing was done.\n")


def test_a_form_that_is_longer_than_it_says_is_answered_in_a_sentence(visitor: Visitor) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(6):
            yield b"x" * 2**20

    form = {"content-type": "multipart/form-data; boundary=x"}

    answer = visitor.client.post(PATH + "/0", content=pieces(), headers=form)  # in chunks: there's no Content-Length

    assert (answer.status_code, answer.text) == (413, "A form of more than 4 MiB isn't taken. Nothing was done.\n")
