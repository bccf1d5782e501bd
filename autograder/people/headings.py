"""Tell what the columns of a class list are, by the headings that LMSs, registrars and spreadsheets give them.

Comes in: the first line of a list. Goes out: where the ids, the name and the rest stand, and which columns are left out. A line that has no
heading for an id, or in a list that no LMS wrote one that isn't known, is a GradingError with the nearest heading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import GradingError, nearest
from autograder.untrusted_text import for_message

NO_IDS = "Give a CSV whose first line has headings, one of them for the ids: student_id, SIS User ID, ID number, OrgDefinedId, 학번, …"

# Field → headings, in lower case and with blanks for - and _. Of the ids the first that a row fills is the student's.
_IDS = ("student id", "studentid", "student number", "student no", "sis user id", "id number", "orgdefinedid", "sid", "학번", "학생번호",
        "id 번호", "matrikelnummer", "matrikelnr", "matrikel nr", "id nummer", "matriculation number", "sis login id", "username",
        "user name", "login id", "benutzername", "anmeldename", "사용자 이름", "id", "email")  # fmt: skip
_NAMES = ("name", "full name", "student", "student name", "lastname, firstname", "display name", "vollständiger name", "nom complet",
          "nombre completo", "성명", "전체 이름", "이름")  # fmt: skip
_GIVEN = ("first name", "firstname", "given name", "vorname", "prénom")
_FAMILY = ("last name", "lastname", "surname", "family name", "nachname", "familienname")
_EMAIL = (
    "email",
    "e mail",
    "email address",
    "e mail address",
    "e mail adresse",
    "mail",
    "이메일",
    "이메일 주소",
    "전자우편",
)
_SECTION = ("section", "sections", "section membership", "section name", "분반", "sektion", "kurs")
_GROUP = ("group", "groups", "group name", "group membership", "team", "gruppe", "gruppen", "모둠", "그룹", "조", "팀")
LISTED_GROUPS = ("groups", "gruppen", "모둠")  # Moodle's, where all groups of a person stand, with commas
_OTHERS: Mapping[str, Sequence[str]] = {"email": _EMAIL, "section": _SECTION, "group": _GROUP, "lms_id": ("lms id",)}
_ROLES = ("role", "roles", "rolle", "rollen", "역할")
_LEFT_OUT = ("no", "no.", "nr", "nr.", "#", "순번", "번호", "학과", "학년", "전공", "소속", "대학", "전화번호", "비고", "department", "institution",
             "integration id", "root account", "last access", "availability", "child course id", "end of line indicator", "phone", "status",
             "country", "city", "semester", "studiengang", "fach", "program", "major", "year", "remarks", "note", "notes")  # fmt: skip
# An LMS's own list, by headings that it always has: its other columns are assignments and the like.
_SYSTEMS = (
    {"student", "id", "section"}, {"lastname, firstname", "id", "section"}, {"orgdefinedid"}, {"end of line indicator"},
    {"first name", "surname", "email address"}, {"first name", "last name", "id number"}, {"identifier", "grade"},
    {"username", "child course id"}, {"username", "availability"}, {"username", "last access"}, {"id", "bewertung"}, {"식별자", "성적"},
    {"sid", "total score"},
    {"lastname", "firstname", "id", "sis login id", "section"},
)  # fmt: skip
# What of Canvas's gradebook tells that its ID is Canvas's own number; the name may stand in two columns.
_CANVAS = ({"student", "id"}, {"lastname, firstname", "id"}, {"lastname", "firstname", "id", "sis login id"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a list has what."""

    at: Mapping[str, int]  # field → column
    ids: tuple[int, ...]  # in the order in which they are looked at
    names: tuple[int, ...]  # which together are the name
    role: int | None = None
    participant: int | None = None  # Moodle's number of a participant, which is another in every assignment
    left_out: tuple[str, ...] = ()  # headings


def columns_of(where: str, cells: Sequence[str], id_column: str) -> Columns:
    heads = [heading(cell) for cell in cells]
    own_id = heading(id_column) if id_column else ""
    if own_id and own_id not in heads:
        near = nearest(own_id, heads)
        fix = f"Did you mean '{near}'?" if near else f"It has {', '.join(cell.strip() for cell in cells)}."
        raise GradingError(f"{where}: there is no column '{for_message(id_column)}'", fix)
    _demand_known(where, cells, heads, own_id)
    _demand_once(where, cells, heads)
    at = {field: heads.index(name) for field, names in _OTHERS.items() for name in reversed(names) if name in heads}
    ids = tuple(heads.index(name) for name in _IDS if name in heads)
    participant = (
        0 if {"grade", "bewertung", "성적"} & set(heads) and heads[0] in ("identifier", "id", "식별자") else None
    )
    ids = tuple(column for column in ids if column != participant) or tuple({at["email"]} if "email" in at else ())
    if "email" in at and at["email"] not in ids:
        ids = (*ids, at["email"])
    if own_id:
        ids = (heads.index(own_id),)
    if any(form <= set(heads) for form in _CANVAS):
        at["lms_id"] = heads.index("id")
    elif "username" in heads and "student id" in heads:  # Blackboard
        at["lms_id"] = heads.index("username")
    taken = {*at.values(), *ids, *_name_columns(heads)}
    role = next((heads.index(name) for name in _ROLES if name in heads), None)
    left_out = tuple(
        cell.strip()
        for n, cell in enumerate(cells)
        if n not in {*taken, role, participant} and heads[n] not in (*_IDS, "", "#")
    )
    return Columns(at, ids, _name_columns(heads), role, participant, left_out)


def _demand_known(where: str, cells: Sequence[str], heads: Sequence[str], own_id: str) -> None:
    """Refuse a line that has no heading for an id, and in a list that no LMS wrote a heading that we don't know. own_id: the one that was chosen."""
    known = (
        *_IDS,
        *_NAMES,
        *_GIVEN,
        *_FAMILY,
        *_ROLES,
        *_LEFT_OUT,
        "성",
        own_id,
        *(name for names in _OTHERS.values() for name in names),
    )
    unknown = [n for n, name in enumerate(heads) if name and name not in known]
    has_id = bool(own_id) or any(name in (*_IDS, *_OTHERS["email"]) for name in heads)
    if has_id and (not unknown or any(system <= set(heads) for system in _SYSTEMS)):
        return
    shown = (
        for_message(cells[unknown[0]].strip()) if unknown else ", ".join(for_message(cell.strip()) for cell in cells)
    )
    near = nearest(heads[unknown[0]], known) if unknown else ""
    if has_id or near:
        fix = (
            f"Did you mean '{near}'?"
            if near
            else "Take the column out, or call it by one of: student_id, name, email, section, group."
        )
        raise GradingError(f"{where}: '{shown}' is no heading that is known of class lists", fix)
    raise GradingError(f"{where}: no heading for the students' ids is there, only {shown}", NO_IDS)


def _demand_once(where: str, cells: Sequence[str], heads: Sequence[str]) -> None:
    """Refuse two columns of one heading, where the heading is one that is taken."""
    taken = {*_IDS, *_NAMES, *_GIVEN, *_FAMILY, *_ROLES, "성", *(name for names in _OTHERS.values() for name in names)}
    twice = next((n for n, name in enumerate(heads) if name in taken and name in heads[:n]), None)
    if twice is not None:
        found = f"{where}: two columns are called '{for_message(cells[twice].strip())}'"
        raise GradingError(found, "Take one of them out, or give it another heading.")


def heading(text: str) -> str:
    """Give a heading as it is compared: `heading("E-Mail_Address ")` is "e mail address"."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("_", " ").replace("-", " ").strip("\ufeff \"'#")
    return " ".join(plain.split()) or text.strip()


def _name_columns(heads: Sequence[str]) -> tuple[int, ...]:
    # which of the two is the family's depends on who translated them: their order is kept
    if "성" in heads and "이름" in heads:
        return tuple(sorted((heads.index("성"), heads.index("이름"))))
    given, family = ([heads.index(name) for name in names if name in heads][:1] for names in (_GIVEN, _FAMILY))
    whole = [heads.index(name) for name in _NAMES if name in heads][:1]
    return tuple(given + family) if given or (family and not whole) else tuple(whole)
