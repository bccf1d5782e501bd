"""Each person's record, of what they or their group handed in and of what a person allowed them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded
from autograder.model import ExceptionKind, LatePolicy, RecordStatus, StudentException
from autograder.people.class_lists import Student
from autograder.people.exceptions import Entry, Exceptions
from autograder.people.settling import People, settle
from tests.fixtures.report import assignment, record, rejected

KNN = assignment(late=LatePolicy(points_per_day=-2.0))
DUE = KNN.due
FULL = 18.0  # of the fixture's record, before lateness

ADA, BO, MIN, EVE = "1", "2", "3", "4"
TEAM = (
    Student(ADA, "Kim Ada", group="T"),
    Student(BO, "Lee Bo", group="T"),
    Student(MIN, "Min", group="T"),
    Student(EVE),
)


def on_time(student: str, **changes):
    return record(student, received=(DUE - timedelta(hours=1)).isoformat(), findings=(), **changes)


def allowed(**exceptions: StudentException) -> Exceptions:
    return Exceptions(Entry(student.removeprefix("s"), "knn", one, "") for student, one in exceptions.items())


def people(exceptions: Exceptions | None = None, groups: str = "roster") -> People:
    return People(TEAM, exceptions or Exceptions(), groups)


def settled(own, who: People, times=None):
    return settle({one.student_id: one for one in own}, times or {}, who, KNN)


# ---------------------------------------------------------------- one student


def test_a_time_and_an_exception_make_the_record_anew():
    late = {EVE: DUE + timedelta(hours=30)}
    extension = StudentException(ExceptionKind.EXTEND, DUE + timedelta(hours=20))

    assert settled([on_time(EVE)], people(), late).records[EVE].score == FULL - 4
    made = settled([on_time(EVE)], people(allowed(s4=extension)), late).records[EVE]
    assert (made.score, made.late_days, made.exception) == (FULL - 2, 1, extension)


def test_an_excused_student_has_no_score_anywhere_and_gets_it_back():
    own = on_time(EVE)
    made = settled([own], people(allowed(s4=StudentException(ExceptionKind.EXCUSE, note="army")))).records[EVE]

    assert (made.status, made.score, made.questions, made.late_days) == (RecordStatus.EXCUSED, 0.0, (), 0)
    assert made.exception.note == "army"
    assert not any(finding.points for finding in made.findings)
    assert settled([own], people()).records[EVE].score == FULL


def test_a_rejected_hand_in_of_an_excused_student_is_excused():
    excused = people(allowed(s4=StudentException(ExceptionKind.EXCUSE)))

    assert settled([rejected(EVE)], excused).records[EVE].status is RecordStatus.EXCUSED
    assert settled([rejected(EVE)], people()).records[EVE] == rejected(EVE)


# ---------------------------------------------------------------- groups


def test_one_hand_in_marks_every_member_and_says_whose_it_is():
    made = settled([on_time(BO, name="typed by Bo")], people()).records

    assert set(made) == {ADA, BO, MIN}
    assert [made[one].score for one in (ADA, BO, MIN)] == [FULL] * 3
    assert [made[one].handed_in_by for one in (ADA, BO, MIN)] == [BO, "", BO]
    assert (made[ADA].name, made[ADA].group, made[ADA].student_id) == ("Kim Ada", "T", ADA)
    assert made[ADA].questions == made[BO].questions


def test_what_is_allowed_to_a_member_is_allowed_to_that_member_alone():
    exceptions = allowed(s1=StudentException(ExceptionKind.WAIVE), s3=StudentException(ExceptionKind.EXCUSE))
    made = settled([on_time(BO)], people(exceptions), {BO: DUE + timedelta(hours=3)}).records

    assert (made[ADA].score, made[BO].score) == (FULL, FULL - 2)
    assert made[MIN].status is RecordStatus.EXCUSED


def test_the_group_keeps_its_marks_when_who_handed_in_is_excused():
    made = settled([on_time(BO)], people(allowed(s2=StudentException(ExceptionKind.EXCUSE)))).records

    assert made[BO].status is RecordStatus.EXCUSED
    assert made[ADA].score == FULL


def test_of_two_hand_ins_the_later_counts_and_all_hear_of_it():
    earlier, later = on_time(ADA, source="a.zip"), on_time(BO, questions=record().questions[:1], source="b.zip")
    times = {ADA: DUE - timedelta(days=2), BO: DUE - timedelta(days=1)}

    result = settled([earlier, later], people(), times)

    assert [one.score for one in result.records.values()] == [8.0] * 3
    assert result.records[ADA].handed_in_by == BO
    assert result.records[ADA].attempts == ("a.zip",)  # named, as kept and not graded
    for one in result.records.values():
        assert [finding.rule for finding in one.findings] == ["group_conflict"]
    assert "the later one, 2's" in result.said[0]
    assert "1 (2026-03-14" in result.said[0]


def test_without_a_word_in_course_toml_different_hand_ins_of_one_group_are_never_made_one():
    mine, other = on_time(ADA, submission_sha256="a"), on_time(BO, submission_sha256="b")

    with pytest.raises(DecisionNeeded, match="2 of the 3 people of group 'T' handed in 2 different files") as told:
        settled([mine, other], people(groups=""))

    assert 'groups = "roster"' in told.value.fix
    assert 'groups = "none"' in told.value.fix
    assert settled([mine], people(groups="")).records[BO].handed_in_by == ADA
    assert set(settled([mine, on_time(BO, submission_sha256="a")], people(groups="")).records) == {ADA, BO, MIN}


def test_a_group_that_a_notebook_alone_names_is_told_to_whoever_grades():
    said = settled([on_time(EVE, group="Kim Adda")], people(groups="notebook")).said

    assert [f"{EVE} ('Kim Adda')" in line for line in said] == [True]
    assert settled([on_time(EVE, group="Kim Adda")], people(groups="none")).said == ()


def test_what_can_be_graded_counts_before_what_can_t():
    result = settled([on_time(ADA), rejected(BO)], people(), {ADA: DUE - timedelta(days=2), BO: DUE})

    assert result.records[BO].score == FULL
    assert "the one that can be graded, 1's" in result.said[0]


@pytest.mark.parametrize("received", [None, DUE.isoformat()])
def test_where_times_do_not_tell_the_numbers_of_uploads_do_and_no_name(received):
    first, last = record(ADA, received=received, source="z"), record(BO, received=received, source="a")

    result = settle({ADA: first, BO: last}, {}, people(), KNN, {ADA: 9001, BO: 9002})

    assert result.records[ADA].handed_in_by == BO
    assert "the one uploaded last by Canvas's numbers in their names, 2's" in result.said[0]


def test_numbers_of_uploads_give_way_to_times_and_to_what_can_be_graded():
    earlier, later = record(ADA, received=None, source="a"), record(BO, received=None, source="b")
    times = {ADA: DUE - timedelta(days=2), BO: DUE - timedelta(days=1)}

    assert settle({ADA: earlier, BO: later}, times, people(), KNN, {ADA: 2, BO: 1}).records[ADA].handed_in_by == BO
    assert settle({ADA: earlier, BO: rejected(BO)}, {}, people(), KNN, {ADA: 1, BO: 2}).records[BO].handed_in_by == ADA


def test_where_one_time_alone_is_known_it_is_said_that_this_one_counts():
    result = settled(
        [record(ADA, received=None, source="z"), record(BO, received=None, source="a")], people(), {BO: DUE}
    )

    assert "the last of those whose time is known, 2's" in result.said[0]


def test_without_times_it_is_said_that_nobody_knows_which_is_the_later():
    result = settled([record(ADA, received=None, source="a"), record(BO, received=None, source="b")], people())

    assert "don't tell which is the later" in result.said[0] and "2's" in result.said[0]


def test_nobody_s_own_work_is_lost_to_who_names_them():
    made = settled([on_time(ADA, group="4"), on_time(EVE, questions=record().questions[:1])], people(groups="notebook"))

    assert (made.records[ADA].score, made.records[EVE].score) == (FULL, 8.0)
    assert {one.findings[-1].rule for one in made.records.values()} == {"group_conflict"}


def test_without_groups_everybody_stands_alone():
    assert set(settled([on_time(BO)], people(groups="none")).records) == {BO}


# ---------------------------------------------------------------- what always holds

KINDS = st.sampled_from(
    [
        None,
        StudentException(ExceptionKind.WAIVE),
        StudentException(ExceptionKind.EXCUSE),
        StudentException(ExceptionKind.EXTEND, DUE + timedelta(days=3)),
    ]
)
STUDENTS = (ADA, BO, MIN, EVE)


@given(
    handed_in=st.sets(st.sampled_from(STUDENTS), min_size=1),
    hours=st.tuples(*[st.integers(-48, 200)] * 4),
    kinds=st.tuples(*[KINDS] * 4),
    before=st.tuples(*[KINDS] * 4),
)
def test_the_records_are_the_same_whatever_was_settled_before(handed_in, hours, kinds, before):
    own = {one: on_time(one, source=one) for one in handed_in}
    times = {one: (DUE + timedelta(hours=late)).astimezone(UTC) for one, late in zip(STUDENTS, hours, strict=True)}

    def among(chosen):
        return people(
            Exceptions(Entry(one, "knn", kind, "") for one, kind in zip(STUDENTS, chosen, strict=True) if kind)
        )

    once = settle(own, {one: times[one] for one in own}, among(kinds), KNN).records
    first = settle(own, {}, among(before), KNN).records
    kept = {
        one: first[one] if first[one].status is RecordStatus.GRADED and not first[one].handed_in_by else own[one]
        for one in own
    }
    again = settle(kept, {one: times[one] for one in own}, among(kinds), KNN).records

    assert again == once
    assert set(once) == {one for one in STUDENTS if one in own or (one != EVE and own.keys() - {EVE})}
    for one, made in once.items():
        assert made.student_id == one
        excused = made.exception is not None and made.exception.kind is ExceptionKind.EXCUSE
        assert (made.status is RecordStatus.EXCUSED) == excused
        assert datetime.fromisoformat(made.received) == times[made.handed_in_by or one]


# ---------------------------------------------------------------- whose, and when


def test_two_whose_notebooks_say_one_id_are_both_told_and_neither_reads_the_other_s():
    own = [on_time(EVE, typed_id="ada7"), on_time(BO, typed_id="ADA7"), on_time(MIN, typed_id=MIN)]
    alone = People((), Exceptions(), "roster")

    made = settled(own, alone)

    told = {
        one: [item.message for item in made.records[one].findings if item.rule == "identity_shared"]
        for one in (BO, MIN, EVE)
    }
    assert {one: len(messages) for one, messages in told.items()} == {BO: 1, MIN: 0, EVE: 1}
    assert BO not in told[EVE][0] and EVE not in told[BO][0].replace("ada7", "")
    assert len(made.said) == 1 and made.said[0].startswith(
        f"2 hand-ins say that they are of ada7: those of {EVE}, {BO}."
    )
    again = settle(made.records, {}, alone, KNN)
    assert again.records == made.records


def test_a_group_s_members_may_have_one_notebook():
    own = [on_time(ADA, typed_id=ADA), on_time(BO, typed_id=ADA)]
    shared = [on_time(EVE, typed_id=EVE, team="attachment 7"), on_time(MIN, typed_id=EVE, team="attachment 7")]

    assert "identity_shared" not in str(settled(own, people()).records)
    assert "identity_shared" not in str(settled(shared, people(groups="none")).records)


def test_one_file_of_the_lms_is_no_conflict_of_its_group():
    own = [on_time(ADA, team="attachment 7"), on_time(BO, team="attachment 7")]

    made = settled(own, people())

    assert made.said == ()
    assert {one: record.score for one, record in made.records.items()} == {ADA: FULL, BO: FULL, MIN: FULL}


def test_late_by_the_lms_without_a_time_is_told_until_the_time_is_known():
    late = record(EVE, received=None, findings=(), marked_late=True)

    made = settled([late], people())

    assert [item.rule for item in made.records[EVE].findings] == ["late_unknown"]
    assert made.said == (
        "MARKED LATE, AND NO TIME IS KNOWN, so no late day is counted (1): 4. Give the times with --received.",
    )
    known = settle(made.records, {EVE: DUE + timedelta(hours=3)}, people(), KNN)
    assert ([item.rule for item in known.records[EVE].findings], known.records[EVE].score, known.said) == (
        ["late"],
        FULL - 2,
        (),
    )


def test_each_record_has_the_roster_s_name_also_a_rejected_one_and_one_that_typed_another():
    made = settled([on_time(ADA, name="hacker"), rejected(EVE), on_time("9", name="Typed")], people()).records

    assert {student: one.name for student, one in made.items()} == {
        ADA: "Kim Ada",
        BO: "Lee Bo",
        MIN: "Min",
        EVE: rejected(EVE).name,
        "9": "Typed",
    }
