"""Of which school year the grades are, and who repeats a grade or has skipped one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final, cast

from doorway.roster.core.grades import Said, said_now, school_year_of, unusual, year_name, year_of_grades
from doorway.roster.imports.plan.comparing import Comparing, new_id
from doorway.roster.imports.plan.model import Noun
from doorway.roster.imports.rows import EARLIER_GRADES, PEOPLE, EarlierGradeRow, Id, MembershipRow, PersonRow
from doorway.roster.models import Role

_GRADES: Final = Noun("grades", "users.csv", EARLIER_GRADES)


def compare_grades(c: Comparing) -> None:
    """The school year of each student's grade, and the grade of the year before where it is not the one below.

    Everybody who is a student somewhere is looked at, in the bundle or not: of whoever repeats a grade a delta has
    nothing to say. Who is not listed any more keeps the grade and its year as they were.
    """
    before, made = _Before(c), {row.id: place for place, row in enumerate(c.plan.created.get(PEOPLE, ()))}
    by_school: dict[Id, list[tuple[str, PersonRow, Said | None]]] = defaultdict(list)
    seats = _seats(c)
    for key, person in c.now.people.items():
        school = seats.get(person.id)
        if person.is_active and school is not None:
            by_school[school].append((key, person, before.said(person)))
    listed = _listed_years(c)
    years: Counter[int] = Counter()
    everybody = [(was or Said(""), person.grade) for rows in by_school.values() for _key, person, was in rows]
    for rows in by_school.values():
        own = [(was or Said(""), person.grade) for _key, person, was in rows]
        year = year_of_grades(own, c.today, listed, everybody)
        years[year] += len(rows)
        for key, person, was in rows:
            now = said_now(was, person.grade, year, c.today)
            after = person._replace(grade_year=now.year, grade_before=now.before)
            if after != person:
                c.now.people[key] = after
                if person.id in made:
                    c.plan.created[PEOPLE][made[person.id]] = after
                else:
                    c.plan.update(PEOPLE, person, after)
            _compare_year_before(c, key, after, now)
    # That of most students, of two alike the later one; without students it stays what it was.
    c.plan.grades_of = max(years, key=lambda year: (years[year], year), default=c.plan.district.grades_of)


def turns_the_year(c: Comparing) -> bool:
    """Whether this roster is the first with the grades of the school year that runs, where those on file are older."""
    of, year = c.plan.district.grades_of, school_year_of(c.today)
    if of is None or of >= year:
        return False
    before = _Before(c)
    said = [(before.said(person) or Said(""), person.grade) for person in c.now.people.values() if person.is_active]
    return year_of_grades(said, c.today, _listed_years(c)) == year


def _listed_years(c: Comparing) -> set[int]:
    return {session.school_year for session in c.roster.sessions.values()}


class _Before:
    """What was said of people before this import."""

    def __init__(self, c: Comparing) -> None:
        self._changed = {key: cast(PersonRow, row) for key, (row, _after) in c.plan.changed.get(PEOPLE, {}).items()}
        self._made = {row.id for row in c.plan.created.get(PEOPLE, ())}

    def said(self, person: PersonRow) -> Said | None:
        """Of one; none of whoever is new."""
        if person.id in self._made:
            return None
        row = self._changed.get(person.id, person)
        return Said(row.grade, row.grade_year, row.grade_before)


def _seats(c: Comparing) -> dict[Id, Id]:
    """The school of each student, now or to come; of several the primary one, or the one since later."""
    found: dict[Id, MembershipRow] = {}
    for row in c.now.memberships.values():
        there = row.ends_on is None or row.ends_on >= c.today
        if row.role == Role.STUDENT and row.school_id is not None and there:
            other = found.get(row.person_id)
            if other is None or _order(row) > _order(other):
                found[row.person_id] = row
    return {person: school for person, row in found.items() if (school := row.school_id) is not None}


def _order(row: MembershipRow) -> tuple[bool, str, str]:
    return row.is_primary, "" if row.begins_on is None else row.begins_on.isoformat(), str(row.school_id)


def _compare_year_before(c: Comparing, key: str, person: PersonRow, said: Said) -> None:
    """The row of the year before, where rosters have said a grade for it; what was entered here stays."""
    if said.year is None or not said.before:
        return
    place = person.id, said.year - 1
    there, wanted = c.now.earlier_grades.get(place), unusual(said)
    if there is not None and there.is_local:
        return
    label = f"{person.full_name} · {year_name(said.year - 1)}"
    if wanted:
        after = EarlierGradeRow(new_id(), *place, wanted) if there is None else there._replace(grade=wanted)
        c.now.earlier_grades[place] = c.merge(_GRADES, there, after, label, key=key, row=None)
    elif there is not None:
        c.remove(_GRADES, there, label, key=key)
        del c.now.earlier_grades[place]
