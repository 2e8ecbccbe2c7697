"""The plan of one student as one document: everything that a page or the packet shows, and nothing else.

It is what a version freezes. Words of the state pack are in it in every language (``Words``), so that one version can
be read in any of them and a later change of the pack changes no signed paper; what people typed stays as they typed it.

    data = to_json(document)          # plain JSON, for the database
    digest = sha256_of(data)          # over its canonical form, the same on every machine and database
    document = from_json(data)        # DocumentError says what is wrong
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

FORMAT = 1

# A wording by language: {"en": "Strengths", "es": "Fortalezas"}.
Words = dict[str, str]


class DocumentError(ValueError):
    """This is no plan document; the message says where."""


@dataclass(frozen=True)
class Student:
    """Whose plan it is."""

    id: str
    name: str
    first_name: str


@dataclass(frozen=True)
class School:
    """Where the student goes to school."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Kind:
    """The kind of plan under the names of its school year."""

    key: str
    family: Words
    staff: Words
    short: Words
    conference: Words


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches the student; ``subject`` is empty for the homeroom teacher."""

    name: str
    subject: str = ""


@dataclass(frozen=True)
class Participant:
    """Somebody who took part in a conference about this plan. ``role`` is a role's key, or ``guest``."""

    name: str
    role: str


@dataclass(frozen=True)
class Table:
    """A table of texts in one language."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence: what it means in a sentence, and its chart with all numbers.

    ``chart`` is the drawing's values as plain JSON (``plans/charts.py`` turns them into a drawing and a table);
    ``parts`` is the table of the parts beneath the whole, by language.
    """

    key: str
    title: Words
    sentence: Words
    notes: tuple[Words, ...]
    chart: dict[str, Any]
    parts: dict[str, Table] | None = None


@dataclass(frozen=True)
class Step:
    """One step of a rating."""

    value: int
    title: Words


@dataclass(frozen=True)
class Entry:
    """What one person wrote in a section. ``role`` is a role's key; ``language`` the one the author writes in."""

    author: str
    role: str
    text: str
    subject: str = ""
    rating: int | None = None
    rating_words: Words | None = None
    language: str = "en"


@dataclass(frozen=True)
class Section:
    """A part of the plan with what people wrote in it; empty parts are kept, paper leaves room for them."""

    key: str
    title: Words
    prompt: Words
    scale: tuple[Step, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Goal:
    """A goal, its owner (a key: student, family, teacher, school) and its date."""

    text: str
    owner: str
    owner_name: str
    due_on: date
    status: str
    language: str = "en"


@dataclass(frozen=True)
class Occupation:
    """An occupation that the student keeps. ``place`` is 1 for the first choice, 2 for the second."""

    code: str
    title: Words
    kept_on: date
    place: int | None = None


@dataclass(frozen=True)
class Question:
    """What the family asked, and the answer that was kept."""

    text: str
    asked_by: str
    asked_on: date
    answer: str = ""
    answered_by: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Note:
    """A note of the conversation."""

    author: str
    text: str
    written_on: date
    language: str = "en"


@dataclass(frozen=True)
class Citation:
    """The law or rule that the plan rests on."""

    code: str
    about: Words


# The part of a plan in which what a student keeps stands.
OCCUPATIONS = "occupations"
# The part of a plan in which it stands how the student stands toward graduation.
GRADUATION = "graduation"


@dataclass(frozen=True)
class PlanDocument:
    """The whole plan of one student in one school year.

    ``graduation``: how the student stands toward graduation, what is to be taken, which scholarships are kept; in
    sentences, as they were on the day.
    """

    district: str
    school: School
    school_year: str
    grade: str
    student: Student
    kind: Kind
    teachers: tuple[Teacher, ...] = ()
    participants: tuple[Participant, ...] = ()
    evidence: tuple[Exhibit, ...] = ()
    sections: tuple[Section, ...] = ()
    goals: tuple[Goal, ...] = ()
    last_goals: tuple[Goal, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    graduation: tuple[Words, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[Note, ...] = ()
    citations: tuple[Citation, ...] = ()
    format: int = FORMAT

    @property
    def is_empty(self) -> bool:
        """Nobody wrote anything yet and there are no scores."""
        written = any(section.entries for section in self.sections)
        found = (self.evidence, self.goals, self.occupations, self.graduation, self.questions, self.notes)
        return not (written or any(found))

    def is_filled(self, section: Section) -> bool:
        """Whether there is something in a part: words, or what the student keeps and how graduation stands."""
        kept = {OCCUPATIONS: self.occupations, GRADUATION: self.graduation}
        return bool(section.entries or kept.get(section.key))

    @property
    def filled(self) -> frozenset[str]:
        """The parts in which there is something."""
        return frozenset(section.key for section in self.sections if self.is_filled(section))

    @property
    def has_words(self) -> bool:
        """Somebody wrote something: test results alone are no plan."""
        return bool(any(section.entries for section in self.sections) or self.goals or self.notes)


def for_a_version(document: PlanDocument) -> PlanDocument:
    """The document without what goes on after it is shared and belongs to one home: its questions, and who came."""
    return replace(document, questions=(), participants=())


def for_every_home(document: PlanDocument) -> PlanDocument:
    """The document of a student with two homes: without all that only one of them asked, booked or wrote."""
    return for_a_version(replace(document, sections=tuple(map(_without_guardians, document.sections))))


def _without_guardians(section: Section) -> Section:
    return replace(section, entries=tuple(entry for entry in section.entries if entry.role != "guardian"))


_ADAPTER = TypeAdapter(PlanDocument)


def to_json(document: PlanDocument) -> dict[str, Any]:
    """The document as plain JSON, in the form that every database gives back unchanged."""
    plain: dict[str, Any] = _steady(_ADAPTER.dump_python(document, mode="json"))
    # Versions of before plans said it, and those of lower grades, keep the content that they were signed with.
    if not document.graduation:
        del plain["graduation"]
    return plain


def from_json(data: Mapping[str, Any]) -> PlanDocument:
    """The document again; DocumentError for anything else."""
    if data.get("format") != FORMAT:
        raise DocumentError(f"format is {data.get('format')!r}, this program reads {FORMAT}")
    try:
        return _ADAPTER.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DocumentError(f"{place}: {first['msg']}") from error


def canonical(data: Mapping[str, Any]) -> bytes:
    """One way to write the same content: keys in order, no spaces, UTF-8, whole numbers without a point."""
    return json.dumps(
        _steady(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sha256_of(data: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _steady(value: Any) -> Any:
    """Without what a database would change: 3.0 (PostgreSQL may keep it, SQLite too, a program in between not), NUL."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        # PostgreSQL refuses NUL, and half a surrogate pair cannot be written as UTF-8.
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _steady(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_steady(part) for part in value]
    return value
