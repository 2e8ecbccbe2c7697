"""A scholarship that a school has entered, as a program like those of the state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from doorway.accounts.models import District
from doorway.pathways.core.rules import ByAverage, ByCourses, ByCredits, ByTest, Selector, Words
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.graduation.wording import credit_words, said
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.pack import state_programs
from doorway.pathways.scholarships.programs import Asking, Dates, Knows, Money, Program
from doorway.pathways.scholarships.tests_taken import words_of_test
from doorway.pathways.scholarships.wording import point
from doorway.policy.queries import state_pack

# The marks of a catalog that a scholarship can ask for, in the words of the requirements.
TAGS: dict[str, str | Promise] = {
    "ap": gettext_lazy("AP"),
    "ib": gettext_lazy("IB"),
    "ce": gettext_lazy("concurrent enrollment"),
    "honors": pgettext_lazy("kind of class", "honors"),
}
# A subject that has so much of a section is called like it.
MOSTLY = 0.75
# One whose last day is longer ago was given out, and is entered anew or not at all.
SHOWN_AFTER = timedelta(days=300)


def local_scholarships(district: District, on: date) -> list[LocalScholarship]:
    """Those that have not ended and whose last day is not long ago. One query."""
    rows = LocalScholarship.objects.filter(district=district, ended_at=None, closes_on__gte=on - SHOWN_AFTER)
    return list(rows.select_related("school", "district"))


def as_program(row: LocalScholarship, areas: Mapping[str, Words]) -> Program:
    """The scholarship as a program, in the page's language. ``areas``: as ``areas_of`` gives them."""
    return Program(
        key=row.pk.hex,
        title=row.name,
        about=row.about,
        how=row.how,
        first_grade=row.first_grade,
        last_grade=row.last_grade,
        asks=tuple(_asks(row, areas)),
        money=Money(row.money, row.amount) if row.money or row.amount is not None else None,
        dates=Dates(opens=row.opens_on, closes=row.closes_on),
        source=row.source,
        local=row.pk,
        school=row.school_id,
        place=row.school.name if row.school else "",
    )


def _asks(row: LocalScholarship, areas: Mapping[str, Words]) -> Iterator[Asking]:
    if row.average is not None:
        title = gettext("Average of at least %(average)s") % {"average": point(row.average)}
        yield Asking("average", Knows.RECORD, _here(title), ways=(ByAverage(row.average),))
    if row.units is not None:
        title = gettext("At least %(credits)s in all") % {"credits": credit_words(row.units)}
        yield Asking("credits", Knows.RECORD, _here(title), ways=(ByCredits(row.units),))
    for index, test in enumerate(row.tests):
        words = {"test": words_of_test(state_pack(row.district), test["test"], test["part"]), "score": test["score"]}
        title = gettext("%(test)s: at least %(score)s") % words
        yield Asking(
            f"test-{index}", Knows.RECORD, _here(title), ways=(ByTest(test["test"], test["part"], test["score"]),)
        )
    for index, course in enumerate(row.courses):
        selector = Selector(
            areas=frozenset(filter(None, [course.get("area", "")])),
            tags=frozenset(filter(None, [course.get("tag", "")])),
            min_mark=course.get("mark", ""),
        )
        way = ByCourses((selector,), credits=course["units"])
        yield Asking(f"course-{index}", Knows.RECORD, _here(course_words(course, areas)), ways=(way,))
    for confirm in row.confirms:
        fact = f"{row.pk.hex}.{confirm['key']}"
        yield Asking(f"confirm-{confirm['key']}", Knows.COUNSELOR, confirm["words"], fact=fact)


def course_words(course: Mapping[str, Any], areas: Mapping[str, Words]) -> str:
    """Which classes a scholarship asks for, like “1 credit in Science, as AP, with B or better”."""
    area = course.get("area", "")
    values = {
        "credits": credit_words(course["units"]),
        "area": said(areas[area]) if area in areas else gettext("any subject"),
        "kind": TAGS.get(course.get("tag", ""), ""),
        "mark": course.get("mark", ""),
    }
    words = gettext("%(credits)s in %(area)s") % values
    if values["kind"]:
        words = gettext("%(credits)s in %(area)s, as %(kind)s") % values
    if values["mark"]:
        words = gettext("%(classes)s, with %(mark)s or better") % {"classes": words, **values}
    return words


def _here(text: str) -> Words:
    return {(get_language() or "en").split("-")[0]: text}


def areas_of(district: District) -> dict[str, Words]:
    """What classes can be about, by key, with the whole subjects (science) before their parts (biology).

    A whole subject is called like the section of the requirements that most of its parts stand in, if it has that
    section nearly for itself; else like its parts, so that no two subjects have one name.
    """
    book = rule_book(district)
    if book is None:
        return {}
    stands: dict[str, Counter[str]] = {}
    within: Counter[str] = Counter()
    titles: dict[str, Words] = {}
    for rules in book.sets:
        titles |= {section.key: section.title for section in rules.sections}
        for line in rules.lines:
            for area in {area for selector in line.accepts for area in selector.areas}:
                stands.setdefault(area.split(".")[0], Counter())[line.section] += 1
                within[line.section] += 1
    whole: dict[str, Words] = {}
    for subject, sections in stands.items():
        if subject not in book.areas:
            section, times = sections.most_common(1)[0]
            is_its_own = times >= MOSTLY * within[section]
            whole[subject] = titles[section] if is_its_own else _together(subject, book.areas)
    return {**whole, **book.areas}


def _together(subject: str, areas: Mapping[str, Words]) -> Words:
    """The names of all parts of a subject."""
    parts = [words for key, words in areas.items() if key.startswith(f"{subject}.")]
    return {language: ", ".join(words[language] for words in parts) for language in (parts[0] if parts else ())}


def programs_of(district: District, class_of: int, rows: Iterable[LocalScholarship]) -> list[Program]:
    """The state's scholarships and those of the place for a graduating class, the next last day first."""
    areas = areas_of(district)
    found = [*state_programs(district.state_pack, class_of), *(as_program(row, areas) for row in rows)]
    return sorted(found, key=lambda one: (bool(one.closed), one.dates.closes is None, one.dates.closes or date.max))
