"""Reads of occupations: the catalog of a viewer's state, and one occupation in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doorway.pathways.core.titles.alike import Traits, most_alike
from doorway.pathways.models import Occupation, Release, ReleaseLine
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
    # Importance of knowledge and skills from 1 to 5; ``asked``: whose workers said so, where it is another occupation.
    abilities: Mapping[str, float] = field(default_factory=dict)
    asked: Work | None = None


def catalog_of(viewer: Viewer) -> Catalog:
    """The occupations of the viewer's state. One query."""
    return catalog(state_pack(viewer.district))


def portrait(works: Catalog, code: str) -> Portrait | None:
    """An occupation with all that is known of it; none for a code that nobody lists. One query, seldom two."""
    work = works.works.get(code)
    if work is None:
        return None
    row = Occupation.objects.filter(code=code).first()
    related = [works.works[other] for other in (row.related if row else []) if other in works.works]
    related = related or _alike(works, work)
    abilities, of = _abilities(work, row)
    asked = works.works.get(of)
    if row is None:
        # The pack names the few that stand out: all of them are shown.
        return Portrait(
            work,
            tuple(related[:MOST_RELATED]),
            skills=tuple(abilities)[:MOST_ABILITIES],
            abilities=abilities,
            asked=asked,
        )
    return Portrait(
        work=work,
        related=tuple(related[:MOST_RELATED]),
        titles=tuple(row.titles[:MOST_TITLES]),
        tasks=tuple(row.tasks[:MOST_TASKS]),
        skills=tuple(name for name, _importance, _level in row.skills[:MOST_ABILITIES]),
        knowledge=tuple(name for name, _importance, _level in row.knowledge[:MOST_ABILITIES]),
        tools=tuple(row.tools[:MOST_TOOLS]),
        abilities=abilities,
        asked=asked,
    )


def no_longer_listed(code: str) -> str | None:
    """The title of an occupation that the last release to name it took away; None for a code nobody ever listed."""
    lines = ReleaseLine.objects.filter(code=code, release__kind=Release.Kind.ONET).order_by("-pk")
    last = lines.values_list("verdict", "title").first()
    return last[1] if last is not None and last[0] == ReleaseLine.Verdict.VANISHED else None


def _abilities(work: Work, row: Occupation | None) -> tuple[Mapping[str, float], str]:
    """What the occupation asks for, and the occupation whose workers said it where nobody asked its own.

    A release that was taken in comes first; then the pack; then the release's nearest relation that was asked.
    """
    if row is not None and (row.knowledge or row.skills):
        return _important(row), ""
    if work.asks is not None:
        return work.asks.abilities, work.asks.of or ""
    near = {} if row is None else {one.code: one for one in Occupation.objects.filter(code__in=row.related)}
    for code in row.related if row else ():
        if code in near and (near[code].knowledge or near[code].skills):
            return _important(near[code]), code
    return {}, ""


def _important(row: Occupation) -> dict[str, float]:
    return {name: float(importance) for name, importance, _level in (*row.knowledge, *row.skills)}


def _alike(works: Catalog, work: Work) -> list[Work]:
    """Occupations like this one, by what the catalog knows."""
    codes = most_alike(_traits(work), [_traits(other) for other in works.works.values()], MOST_RELATED)
    return [works.works[code] for code in codes]


def _traits(work: Work) -> Traits:
    education = EDUCATION.index(work.education) if work.education in EDUCATION else 0
    return Traits(work.code, work.interests, work.job_zone or 2, education)
