"""Which classes lead to an occupation at a school: ranked, and then what counselors have said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from doorway.pathways.classes.places import Place, grades_of
from doorway.pathways.classes.subjects import subjects, usual
from doorway.pathways.core.leading import Claim, Leading, leading, needs
from doorway.pathways.graduation.records import LAST_GRADE, Catalog, Taught
from doorway.pathways.models import ClassLink
from doorway.pathways.occupations.queries import Portrait
from doorway.roster.models import School

# The first five are shown, the others are folded; what is weaker than the twentieth helps nobody.
FIRST, MOST, MOST_ELSEWHERE = 5, 20, 6


@dataclass(frozen=True)
class Class:
    """A class that helps: in which grades it can still be taken here, after what, and why it is on the list.

    ``schools``: names of other schools that teach it, where this one does not. ``link``: what a counselor said.
    """

    course: Taught
    first_grade: int
    last_grade: int
    after: tuple[str, ...]
    claim: Claim = ""
    abilities: tuple[str, ...] = ()
    by_title: bool = False
    schools: tuple[str, ...] = ()
    link: ClassLink | None = None


@dataclass(frozen=True)
class ClassesThatLead:
    """For one occupation and one school. ``taken_off``: what counselors took off the list there."""

    place: Place
    here: tuple[Class, ...] = ()
    elsewhere: tuple[Class, ...] = ()
    taken_off: tuple[ClassLink, ...] = ()
    has_catalog: bool = True

    @property
    def first(self) -> tuple[Class, ...]:
        """The first five."""
        return self.here[:FIRST]

    @property
    def more(self) -> tuple[Class, ...]:
        """The others."""
        return self.here[FIRST:]


def classes_that_lead(found: Portrait, place: Place, catalog: Catalog) -> ClassesThatLead:
    """The classes of the district's catalog for an occupation at a school. Two queries, however many classes."""
    if not catalog.taught:
        return ClassesThatLead(place, has_catalog=False)
    links = links_of(place.school, found.work.code)
    added = {link.course.code: link for link in links if link.kind == ClassLink.Kind.ADDED}
    off = {link.course.code for link in links if link.kind == ClassLink.Kind.TAKEN_OFF}
    schools = list(School.objects.filter(district=place.school.district, is_active=True).order_by("name"))
    offered = [course for course in catalog.taught.values() if course.is_offered and course.code not in off]
    ranked = leading(found.work.code, needs(found.abilities, usual()), offered, subjects())
    by_code = {one.course.code: one for one in ranked}
    # What a counselor put there stands first: somebody who knows the class has said so.
    known = [code for code in added if code in catalog.taught]
    order = [by_code.get(code) or _plain(catalog.taught[code]) for code in known]
    order += [one for code, one in by_code.items() if code not in added]
    here: list[Class] = []
    elsewhere: list[Class] = []
    for one in order:
        if not _is_open(one.course, place):
            continue
        shown = _class(one, catalog, place, added.get(one.course.code))
        if _at(one.course, place.school) or shown.link is not None:
            here.append(shown)
        else:
            names = tuple(school.name for school in schools if _at(one.course, school))
            if names:
                elsewhere.append(_class(one, catalog, place, None, names))
    return ClassesThatLead(
        place,
        here=tuple(here[:MOST]),
        elsewhere=tuple(elsewhere[:MOST_ELSEWHERE]),
        taken_off=tuple(link for link in links if link.kind == ClassLink.Kind.TAKEN_OFF),
    )


def links_of(school: School, occupation: str) -> list[ClassLink]:
    """What counselors have said there and not withdrawn, newest first. One query."""
    rows = ClassLink.objects.filter(school=school, occupation=occupation, withdrawn_at=None)
    return list(rows.select_related("course", "decided_by"))


def taught_here(catalog: Catalog, place: Place) -> list[Taught]:
    """The classes of the catalog that are taught at a school, by title."""
    found = (course for course in catalog.taught.values() if course.is_offered and _at(course, place.school))
    return sorted(found, key=lambda course: (course.title, course.code))


def _plain(course: Taught) -> Leading[Taught]:
    """A class that nothing but a counselor's word puts on the list."""
    return Leading(course, 0.0, claim="", abilities=(), by_title=False)


def _class(
    one: Leading[Taught], catalog: Catalog, place: Place, link: ClassLink | None, schools: Sequence[str] = ()
) -> Class:
    course = one.course
    names = (catalog.taught[code].title if code in catalog.taught else code for code in course.prerequisites)
    return Class(
        course=course,
        first_grade=max(course.first_grade, _from_grade(place)),
        last_grade=course.last_grade,
        after=tuple(names),
        claim=one.claim,
        abilities=one.abilities,
        by_title=one.by_title,
        schools=tuple(schools),
        link=link,
    )


def _from_grade(place: Place) -> int:
    """The first grade for which somebody there can still choose: the next one, for a senior this one."""
    if place.grade is None:
        return 0
    return place.grade if place.grade >= LAST_GRADE else place.grade + 1


def _is_open(course: Taught, place: Place) -> bool:
    return course.last_grade >= _from_grade(place)


def _at(course: Taught, school: School) -> bool:
    """Whether the school teaches it: a class for every school is taught where its grades are."""
    grades = grades_of(school)
    if not course.at(school.pk):
        return False
    return not grades or not grades.isdisjoint(range(course.first_grade, course.last_grade + 1))
