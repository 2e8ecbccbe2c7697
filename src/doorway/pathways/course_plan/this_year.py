"""Which terms of the school year have not begun: by the sessions of the roster where they say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from doorway.accounts.models import District
from doorway.pathways.core.terms import SUMMER, is_summer, single_terms, usual_place
from doorway.roster.models import SchoolYear

# Where the catalog leaves the terms of its classes open.
_USUAL = ("S1", "S2")


@dataclass(frozen=True)
class _Year:
    """A school year with the parts that the roster has of it: kind, title and first day of each."""

    starts_on: date
    ends_on: date
    parts: Sequence[tuple[str, str, date]]

    def begins(self, term: str) -> date | None:
        """The first day of a term; None where nothing says it. Without sessions the year is divided evenly."""
        named = [starts for _kind, title, starts in self.parts if title.casefold() == term.casefold()]
        if named:
            return min(named)
        place = usual_place(term)
        if place is None:
            return None
        for kind in sorted({kind for kind, _title, _starts in self.parts}):
            days = sorted({starts for one, _title, starts in self.parts if one == kind})
            if len(days) == place.of:
                return days[place.number - 1]
        return self.starts_on + timedelta(days=(self.ends_on - self.starts_on).days * (place.number - 1) // place.of)


def open_terms(district: District, ways: Iterable[str], year: int, today: date) -> tuple[str, ...]:
    """Terms of a school year (by its end) that begin after today, of those in which classes are taught, then summer.

    A term of which nothing says when it begins is taken to have begun. One query.
    """
    rows = list(
        SchoolYear.objects.filter(district=district, ends_on__year=year).values_list(
            "starts_on", "ends_on", "sessions__kind", "sessions__title", "sessions__starts_on", "sessions__is_active"
        )
    )
    if not rows:
        return (SUMMER,)
    parts = [(kind, title, starts) for _first, _last, kind, title, starts, is_active in rows if is_active]
    on_file = _Year(rows[0][0], rows[0][1], parts)
    within = (way for way in ways if not is_summer(way))
    names = sorted({name for way in within for name in single_terms(way) if not is_summer(name)} or _USUAL)
    begins = {name: day for name in names if (day := on_file.begins(name)) is not None and day > today}
    return (*sorted(begins, key=lambda name: (begins[name], name)), SUMMER)
