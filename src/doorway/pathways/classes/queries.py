"""Which classes lead to an occupation at a school: ranked, and then what counselors have said."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from doorway.pathways.classes.places import Place, grades_of, schools_after
from doorway.pathways.classes.subjects import subjects, usual
from doorway.pathways.core.leading import Claim, Leading, leading, needs
from doorway.pathways.graduation.records import LAST_GRADE, Catalog, Taught
from doorway.pathways.models import ClassLink
from doorway.pathways.occupations.queries import Portrait
from doorway.policy.packs import grade_number
from doorway.roster.models import Person, School

# The first five are shown, the others are folded; what is weaker than the twentieth helps nobody.
FIRST, MOST, MOST_LATER, MOST_ELSEWHERE = 5, 20, 8, 6


@dataclass(frozen=True)
class Standing:
    """What a class is to a student already, in words. ``is_settled``: it need not be planned any more.

    ``passed``: units that are earned in it; a class of which all is earned has nothing more to give.
    """

    words: str
    is_settled: bool
    passed: int = 0

    def settles(self, course: Taught) -> bool:
        """Whether the class is not to be planned again."""
        return self.is_settled or (not course.is_repeatable and 0 < course.units <= self.passed)


@dataclass(frozen=True)
class ForStudent:
    """What a class is to one student: taken or planned already, else from which grade on it can be planned (0: not)."""

    student: Person
    standing: Standing | None = None
    plan_from: int = 0


@dataclass(frozen=True)
class Class:
    """A class that helps: in which grades it can still be taken here, after what, and why it is on the list.

    ``schools``: names of other schools that teach it, where this one does not; ``is_later``: students of this one go
    there next. ``link``: what a counselor said. ``for_students``: what it is to each student whom the page may tell of.
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
    is_later: bool = False
    for_students: tuple[ForStudent, ...] = ()

    def told_for(self, students: Sequence[Person], standing: Mapping[uuid.UUID, Mapping[str, Standing]]) -> Class:
        """The same with what it is to each of these students. ``standing``: by student and the code of the class."""
        return replace(
            self,
            for_students=tuple(
                self._for(student, standing.get(student.pk, {}).get(self.course.code)) for student in students
            ),
        )

    def _for(self, student: Person, standing: Standing | None) -> ForStudent:
        """Planned can be what is taught here or where students go next, in a grade that is still to come."""
        first = max(self.course.first_grade, grade_number(student.grade) + 1)
        is_settled = standing is not None and standing.settles(self.course)
        is_open = not is_settled and (self.is_later or not self.schools) and first <= min(self.last_grade, LAST_GRADE)
        return ForStudent(student, standing, first if is_open else 0)


@dataclass(frozen=True)
class ClassesThatLead:
    """For one occupation and one school. ``taken_off``: what counselors took off the list there.

    ``later``: what the schools teach where its students go on, from the grade ``later_from``.
    """

    place: Place
    here: tuple[Class, ...] = ()
    later: tuple[Class, ...] = ()
    later_from: int = 0
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

    def told_for(
        self, students: Sequence[Person], standing: Mapping[uuid.UUID, Mapping[str, Standing]]
    ) -> ClassesThatLead:
        """The same for these students. ``standing``: what classes are to each already, by the codes of the classes."""
        return replace(
            self,
            here=tuple(one.told_for(students, standing) for one in self.here),
            later=tuple(one.told_for(students, standing) for one in self.later),
        )


def classes_that_lead(found: Portrait, place: Place, catalog: Catalog) -> ClassesThatLead:
    """The classes of the district's catalog for an occupation at a school. One query, however many classes."""
    if not catalog.taught:
        return ClassesThatLead(place, has_catalog=False)
    after = schools_after(place.school, place.around)
    links = links_of([place.school, *after], found.work.code)
    own = [link for link in links if link.school_id == place.school.pk]
    here: list[Class] = []
    elsewhere: list[Class] = []
    for one, link in _listed(found, catalog, own):
        if not _is_open(one.course, _from_grade(place)):
            continue
        if _at(one.course, place.school) or link is not None:
            here.append(_class(one, catalog, _from_grade(place), link))
        elif not any(_at(one.course, school) for school in after):
            names = tuple(school.name for school in place.around if _at(one.course, school))
            if names:
                elsewhere.append(_class(one, catalog, _from_grade(place), None, names))
    later_from = max(grades_of(place.school), default=LAST_GRADE) + 1
    later = _later(found, catalog, after, [link for link in links if link not in own], later_from) if after else []
    shown = {one.course.code for one in here}
    return ClassesThatLead(
        place,
        here=tuple(here[:MOST]),
        later=tuple([one for one in later if one.course.code not in shown][:MOST_LATER]),
        later_from=later_from,
        elsewhere=tuple(elsewhere[:MOST_ELSEWHERE]),
        taken_off=tuple(link for link in own if link.kind == ClassLink.Kind.TAKEN_OFF),
    )


def _listed(
    found: Portrait, catalog: Catalog, links: Sequence[ClassLink]
) -> list[tuple[Leading[Taught], ClassLink | None]]:
    """Every class of the district that helps, strongest first, as counselors have it: with what they put there."""
    added = {link.course.code: link for link in links if link.kind == ClassLink.Kind.ADDED}
    off = {link.course.code for link in links if link.kind == ClassLink.Kind.TAKEN_OFF}
    offered = [course for course in catalog.taught.values() if course.is_offered and course.code not in off]
    ranked = leading(found.work.code, needs(found.abilities, usual()), offered, subjects())
    by_code = {one.course.code: one for one in ranked}
    # What a counselor put there stands first: somebody who knows the class has said so.
    known = [code for code in added if code in catalog.taught]
    order = [by_code.get(code) or _plain(catalog.taught[code]) for code in known]
    order += [one for code, one in by_code.items() if code not in added]
    return [(one, added.get(one.course.code)) for one in order]


def codes_that_lead(found: Portrait, catalog: Catalog, schools: Sequence[School]) -> list[str]:
    """Codes of the classes that help most at these schools, strongest first, as counselors have them. One query."""
    listed = _listed(found, catalog, links_of(schools, found.work.code))
    return [
        one.course.code
        for one, link in listed
        if link is not None or any(_at(one.course, school) for school in schools)
    ][:MOST]


def _later(
    found: Portrait, catalog: Catalog, after: Sequence[School], links: Collection[ClassLink], first: int
) -> list[Class]:
    """What the schools teach to which students go on, from the grade ``first``; each as its own counselors have it."""
    schools: dict[str, list[str]] = {}
    best: dict[str, tuple[int, Leading[Taught], ClassLink | None]] = {}
    for school in after:
        said = [link for link in links if link.school_id == school.pk]
        for place, (one, link) in enumerate(_listed(found, catalog, said)):
            code = one.course.code
            if _is_open(one.course, first) and (_at(one.course, school) or link is not None):
                schools.setdefault(code, []).append(school.name)
                if code not in best or place < best[code][0]:
                    best[code] = (place, one, link)
    ranked = sorted(best.values(), key=lambda item: item[0])
    return [
        replace(_class(one, catalog, first, link, schools[one.course.code]), is_later=True)
        for _place, one, link in ranked
    ]


def links_of(schools: Sequence[School], occupation: str) -> list[ClassLink]:
    """What counselors have said there and not withdrawn, newest first. One query."""
    rows = ClassLink.objects.filter(school__in=schools, occupation=occupation, withdrawn_at=None)
    return list(rows.select_related("course", "decided_by"))


def taught_here(catalog: Catalog, place: Place) -> list[Taught]:
    """The classes of the catalog that are taught at a school, by title."""
    found = (course for course in catalog.taught.values() if course.is_offered and _at(course, place.school))
    return sorted(found, key=lambda course: (course.title, course.code))


def _plain(course: Taught) -> Leading[Taught]:
    """A class that nothing but a counselor's word puts on the list."""
    return Leading(course, 0.0, claim="", abilities=(), by_title=False)


def _class(
    one: Leading[Taught], catalog: Catalog, first_grade: int, link: ClassLink | None, schools: Sequence[str] = ()
) -> Class:
    course = one.course
    names = (catalog.taught[code].title if code in catalog.taught else code for code in course.prerequisites)
    return Class(
        course=course,
        first_grade=max(course.first_grade, first_grade),
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


def _is_open(course: Taught, first_grade: int) -> bool:
    return course.last_grade >= first_grade


def _at(course: Taught, school: School) -> bool:
    """Whether the school teaches it: a class for every school is taught where its grades are."""
    grades = grades_of(school)
    if not course.at(school.pk):
        return False
    return not grades or not grades.isdisjoint(range(course.first_grade, course.last_grade + 1))
