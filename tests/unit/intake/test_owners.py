"""Two people never share a record, and every file is somebody's or is listed."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded, GradingError
from autograder.intake import owners
from autograder.intake.discovery import find
from autograder.intake.downloads import Roster
from autograder.intake.filenames import Evidence, ParsedName
from autograder.intake.found_files import Attempt
from autograder.intake.insides import Insides
from autograder.intake.lms_names import Lms
from autograder.model import SubmittedFile
from term.download_names import unpacked


def attempt(
    student_id: str,
    source: str,
    *,
    lms: Lms | None = None,
    shown: str = "",
    claim: str = "",
    evidence: Evidence = Evidence.NAME,
) -> Attempt:
    name = ParsedName(student_id, Evidence.LMS if lms else evidence, source, shown)
    return Attempt(name, source, source.encode, claim, lms)


def files(*attempts: Attempt, **roster: dict[str, str]) -> list[SubmittedFile]:
    return [file for file, *_ in owners.files(attempts, "knn", Roster(**roster), insides=Insides(), zone=None)]


def ids(made: list[SubmittedFile]) -> dict[str, str]:
    return {file.student_id: file.source for file in made}


def test_an_lmss_number_is_not_the_students_who_writes_the_same():
    made = files(attempt("30", "a", lms=Lms.CANVAS, shown="kimada"), attempt("30", "30-knn.zip"))

    assert ids(made) == {"30": "30-knn.zip", "30 Canvas": "a"}
    assert all(file.doubts for file in made)


def test_by_the_roster_a_number_is_the_student():
    made = files(attempt("30", "a", lms=Lms.CANVAS), attempt("77", "77-knn.zip"), ids={"30": "77"})

    assert (ids(made), made[0].attempts, made[0].comparable) == ({"77": "a"}, ("77-knn.zip",), True)


def test_an_id_outside_the_roster_is_not_compared_with_what_students_write():
    made = files(
        attempt("30", "a", lms=Lms.CANVAS, claim="77"), attempt("31", "b", lms=Lms.CANVAS, claim="78"), ids={"30": "77"}
    )

    assert [(file.student_id, file.comparable) for file in made] == [("31", False), ("77", True)]


def test_one_student_who_names_the_lmss_number_makes_no_others_comparable():
    named = [attempt(str(n), f"f{n}", lms=Lms.CANVAS, claim="30" if n == 30 else "") for n in range(30, 36)]

    assert not any(file.comparable for file in files(*named))


@pytest.mark.parametrize(("folder", "comparable"), [("2022123456", True), ("kim", False)])
def test_a_folder_named_by_a_name_is_not_compared_with_ids(folder, comparable):
    assert files(attempt(folder, "x", evidence=Evidence.FOLDER))[0].comparable == comparable


def test_two_who_claim_one_id_are_both_told():
    made = files(
        *(attempt(str(n), f"f{n}", lms=Lms.CANVAS, claim="77") for n in (1, 2)),
        attempt("3", "f3", lms=Lms.CANVAS, claim="78"),
    )

    assert [file.shared for file in made] == [True, True, False]


def test_whose_id_another_claims_is_told_too():
    made = files(
        attempt("30", "a", lms=Lms.CANVAS, claim="78"), attempt("31", "b", lms=Lms.CANVAS), ids={"30": "77", "31": "78"}
    )

    assert {file.student_id: (file.claim, file.doubts) for file in made} == {
        "77": ("78", ()),
        "78": ("", ("Another student's file is named for 78.",)),
    }


def test_a_made_up_id_meets_no_real_one():
    made = files(
        attempt("30", "a", lms=Lms.CANVAS), attempt("30", "b"), attempt("30 Canvas", "c"),
    )  # fmt: skip

    assert sorted(ids(made)) == ["30", "30 Canvas", "30 Canvas 2"]


PARTS = st.sampled_from(
    ["kim", "lee", "77", "0077", "section1", "knn", "Kim Ada_201_assignsubmission_file", "HW_1", "a b"]
)
NAMES = st.sampled_from(
    ["knn.ipynb", "knn(1).ipynb", "knn (2).ipynb", "77-knn.zip", "77-knn-1.zip", "0077-knn.zip", "kim.zip", "kim-knn.zip", "my-knn.ipynb",
     "kimada_30_9001_knn.ipynb", "kimada_31_9002_knn.zip", "leebo_30_9003_x_10_attempt_2026-10-05-12-00-00_k.zip", "anon_7Kd2x_9004_x.zip",
     "Lee_202_assignsubmission_file_knn.zip", "HW_ada_attempt_2026-10-05-12-00-00_k.zip", "notes.txt", "knn.rar", "README",
     "1-2 - Ada - May 6, 2020 231 PM - k.zip", "kimada_30_text.html"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(lambda above, name: "/".join([*above, name]), st.lists(PARTS, max_size=2), NAMES),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_every_file_is_somebodys_or_listed_once(names):
    with tempfile.TemporaryDirectory() as place:
        try:
            found = find([unpacked(Path(place), {name: name.encode() for name in names})], assignment="knn")
        except GradingError as error:
            assert "two systems' downloads" in error.found or isinstance(error, DecisionNeeded)
            return
        sources = Counter(
            [one for file in found.unread() for one in (file.source, *file.attempts, *file.beside)]
            + [left.source for left in found.not_taken]
        )
        made = [file.student_id for file in found.unread()]

    whole = Counter(
        source if source in names else next(name for name in names if name.endswith(f"/{source}"))
        for source in sources.elements()
    )
    assert whole == Counter(names)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_files_changes_nothing(order):
    made = files(*[attempt("77", "77-knn.zip"), attempt("77", "a", lms=Lms.CANVAS), attempt("78", "b")][::order])

    assert ids(made) == {"77": "77-knn.zip", "77 Canvas": "a", "78": "b"}


@pytest.mark.parametrize(("mine", "theirs", "comparable"), [(199, 2022000000, False), (2022000099, 100, True)])
def test_a_flood_of_one_persons_files_says_nothing_of_how_the_class_names_its_files(tmp_path, mine, theirs, comparable):
    flood = [f"mallory_199_{95000 + number}_{mine}-knn.zip" for number in range(12)]
    others = [f"kim_{100 + number}_{90000 + number}_{theirs + number}-knn.zip" for number in range(1, 6)]
    folder = unpacked(tmp_path / "in", dict.fromkeys([*others, *flood], b"x"))

    files = find([folder], assignment="knn").unread()

    assert {file.comparable for file in files} == {comparable}


def test_a_name_whose_accents_are_coded_otherwise_is_no_stranger_s():
    (one,) = files(attempt("30", "a", lms=Lms.MOODLE, shown="O\u0308z U\u0308"), ids={"30": "7"}, names={"30": "Öz Ü"})

    assert (one.student_id, one.doubts) == ("7", ())


@pytest.mark.parametrize("lms", [Lms.MOODLE, Lms.CANVAS, Lms.BRIGHTSPACE])
@pytest.mark.parametrize("name", ["김민지", "ΚΙΜ Μίντζι", "Ким Минджи", "كيم مينجي", "金敏智"])
def test_a_romanised_name_is_no_stranger_s_where_the_file_says_the_id_that_the_number_has(lms, name):
    own = attempt("30", "77-knn.zip", lms=lms, shown="Kim Minji", claim="77")
    beside = attempt("30", "report.pdf", lms=lms, shown="Kim Minji")

    (one,) = files(own, beside, ids={"30": "77"}, names={"30": name})

    assert (one.student_id, one.doubts) == ("77", ())


@pytest.mark.parametrize("lms", [Lms.MOODLE, Lms.CANVAS, Lms.BRIGHTSPACE])
@pytest.mark.parametrize(
    ("shown", "claims", "name"),
    [
        ("Kim Minji", ("",), "김민지"),  # the name alone
        ("Kim Minji", ("78",), "김민지"),  # another id
        ("Kim Minji", ("77", "78"), "김민지"),  # both
        ("Kim Minji", ("77",), "Lee Bo"),  # a name that could be compared
        ("Team 7", ("77",), "김민지"),  # a team's
    ],
)
def test_a_name_in_another_script_is_told_where_ids_don_t_outweigh_it(lms, shown, claims, name):
    own = [attempt("30", f"{claim}-{at}", lms=lms, shown=shown, claim=claim) for at, claim in enumerate(claims)]

    (one,) = files(*own, ids={"30": "77"}, names={"30": name})

    assert f"the roster has {name}" in one.doubts[0]


def test_two_names_of_one_number_stay_two_people_whatever_their_files_say():
    two = [attempt("30", shown, lms=Lms.MOODLE, shown=shown, claim="77") for shown in ("Kim Minji", "Kim Mina")]

    made = files(*two, ids={"30": "77"}, names={"30": "김민지"})

    assert len(made) == 2 and all(one.doubts for one in made)


def test_what_moodle_shows_for_all_alike_where_it_hides_names_makes_nobody_a_stranger():
    hidden = [attempt(number, number, lms=Lms.MOODLE, shown="Participant") for number in ("201", "202")]
    made = files(*hidden, ids={"201": "7", "202": "8"}, names={"201": "Kim Ada", "202": "Lee Bo"})

    assert [(one.student_id, one.doubts) for one in made] == [("7", ()), ("8", ())]
    assert files(hidden[0], ids={"201": "7"}, names={"201": "Kim Ada"})[0].doubts


def test_two_namesakes_who_alone_handed_in_are_no_hidden_names():
    two = [attempt(number, number, lms=Lms.MOODLE, shown="Kim Ada") for number in ("201", "202")]

    made = files(*two, ids={"201": "7", "202": "8"}, names={"201": "Kim Ada", "202": "Zed Yu"})

    assert "the roster has Zed Yu" in made[1].doubts[0]
    assert [one.student_id for one in made] == ["7", "Kim Ada 202"]
