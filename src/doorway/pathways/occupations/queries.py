"""Reads of occupations: the catalog of a viewer's state, and one occupation in full."""

from __future__ import annotations

from dataclasses import dataclass

from doorway.pathways.core.titles.alike import Traits, most_alike
from doorway.pathways.models import Occupation
from doorway.pathways.occupations.catalog import Catalog, Work, catalog
from doorway.policy.packs import EDUCATION
from doorway.policy.queries import state_pack
from doorway.roster.access import Viewer

MOST_RELATED, MOST_ABILITIES, MOST_TASKS, MOST_TOOLS, MOST_TITLES = 6, 6, 6, 8, 8


@dataclass(frozen=True)
class Portrait:
    """One occupation in full. What only a release knows is empty where none was taken in."""

    work: Work
    related: tuple[Work, ...]
    titles: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


def catalog_of(viewer: Viewer) -> Catalog:
    """The occupations of the viewer's state. One query."""
    return catalog(state_pack(viewer.district))


def portrait(works: Catalog, code: str) -> Portrait | None:
    """An occupation with all that is known of it; none for a code that nobody lists. One query."""
    work = works.works.get(code)
    if work is None:
        return None
    row = Occupation.objects.filter(code=code).first()
    related = [works.works[other] for other in (row.related if row else []) if other in works.works]
    related = related or _alike(works, work)
    if row is None:
        return Portrait(work, tuple(related[:MOST_RELATED]))
    return Portrait(
        work=work,
        related=tuple(related[:MOST_RELATED]),
        titles=tuple(row.titles[:MOST_TITLES]),
        tasks=tuple(row.tasks[:MOST_TASKS]),
        skills=tuple(name for name, _importance, _level in row.skills[:MOST_ABILITIES]),
        knowledge=tuple(name for name, _importance, _level in row.knowledge[:MOST_ABILITIES]),
        tools=tuple(row.tools[:MOST_TOOLS]),
    )


def _alike(works: Catalog, work: Work) -> list[Work]:
    """Occupations like this one, by what the catalog knows."""
    codes = most_alike(_traits(work), [_traits(other) for other in works.works.values()], MOST_RELATED)
    return [works.works[code] for code in codes]


def _traits(work: Work) -> Traits:
    education = EDUCATION.index(work.education) if work.education in EDUCATION else 0
    return Traits(work.code, work.interests, work.job_zone or 2, education)
