"""Marks that scholarships ask for in classes: of which scholarships, and as requirements of the engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from doorway.accounts.models import District
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import Criterion, RuleSet, Way, by_courses
from doorway.pathways.models import LocalScholarship
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.pack import state_programs
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.years import is_over


def asking_for_marks(district: District, on: date) -> list[LocalScholarship]:
    """The scholarships of the place that ask for a mark in a class. One query."""
    return [row for row in local_scholarships(district, on) if any(one.get("mark") for one in row.courses)]


def open_programs(district: District, leaves: int, rows: Sequence[LocalScholarship], on: date) -> tuple[Program, ...]:
    """What asks for a mark and is open to a graduating class, of whichever school. No query.

    ``rows``: those of the place, as ``asking_for_marks`` gives them. Open is what the page of scholarships calls so:
    not closed, its last day not over, and the students not past its last grade.
    """
    if not rows and not any(map(_asks, state_programs(district.state_pack, leaves))):
        return ()
    return tuple(one for one in programs_of(district, leaves, rows) if _asks(one) and not is_over(one, leaves, on))


def as_requirements(programs: Iterable[Program], rules: RuleSet, school: uuid.UUID | None) -> Compiled | None:
    """What those of them that students of a school can have ask for, each under the title of the scholarship.

    ``rules``: the requirements of the class, with marks and catalog. None where nothing is asked for.
    """
    criteria = tuple(
        Criterion(f"{program.key}.{asking.key}", "", asking.ways, title=program.title)
        for program in programs
        if program.fits(school)
        for asking in program.asks
        if any(map(_asks_mark, asking.ways))
    )
    if not criteria:
        return None
    bare = replace(rules, lines=(), choices=(), allowances=(), ceilings=(), early=(), printed=(), criteria=criteria)
    return Compiled(bare)


def _asks(program: Program) -> bool:
    return any(_asks_mark(way) for asking in program.asks for way in asking.ways)


def _asks_mark(way: Way) -> bool:
    return any(one.min_mark for part in by_courses(way) for one in part.courses)
