"""Two people of one name in a list: what tells them apart stands beside the name, and nothing stands beside the others.

Only as much as it takes, the least private first: the middle name, the grade, then the birthday. Ids are the data
office's; it gets them before the birthday.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.accounts.plain import plain
from doorway.roster.grades import grade_inside
from doorway.roster.models import Person

# What a person has of it, in words; empty where the roster does not say it.
Way = Callable[[Person], str]


def told_apart(people: Iterable[Person], *, by_id: bool = False) -> dict[uuid.UUID, str]:
    """What to call each of these people in one list: the full name, and more where two share it.

    ``by_id``: for those who work with the ids of the roster. No query, where the people are read as a whole.
    """
    known = {person.pk: person for person in people}
    found = {pk: person.full_name for pk, person in known.items()}
    groups: dict[str, list[Person]] = {}
    for person in known.values():
        groups.setdefault(plain(person.full_name), []).append(person)
    for group in groups.values():
        if len(group) > 1:
            found.update(_apart(group, by_id=by_id))
    return found


def _apart(group: Sequence[Person], *, by_id: bool) -> dict[uuid.UUID, str]:
    """The names of people who share one."""
    ids: tuple[Way, ...] = (_local_id, _state_id) if by_id else ()
    used: list[Way] = []
    said = 1
    for way in (_middle, _grade, *ids, _birthday, _birth_date):
        more = len({tuple(one(person) for one in (*used, way)) for person in group})
        if more > said:
            used, said = [*used, way], more
        if said == len(group):
            break
    # The day with the year says the day already.
    used = [way for way in used if way is not _birthday or _birth_date not in used]
    return {person.pk: _named(person, used) for person in group}


def _named(person: Person, ways: Sequence[Way]) -> str:
    """The name, the middle name inside it and everything else behind it."""
    middle = person.middle_name if _middle in ways else ""
    name = " ".join(part for part in (person.first_name, middle, person.family_name) if part)
    beside = ", ".join(words for way in ways if way is not _middle and (words := way(person)))
    return f"{name} ({beside})" if beside else name


def _middle(person: Person) -> str:
    return person.middle_name.strip()


def _grade(person: Person) -> str:
    return grade_inside(person.grade)


def _local_id(person: Person) -> str:
    return _("local id %(id)s") % {"id": person.identifier} if person.identifier else ""


def _state_id(person: Person) -> str:
    return _("state id %(id)s") % {"id": person.state_id} if person.state_id else ""


def _birthday(person: Person) -> str:
    return (
        _("born on %(day)s") % {"day": date_format(person.birth_date, "MONTH_DAY_FORMAT")} if person.birth_date else ""
    )


def _birth_date(person: Person) -> str:
    return _("born on %(day)s") % {"day": date_format(person.birth_date, "DATE_FORMAT")} if person.birth_date else ""
