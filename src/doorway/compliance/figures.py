"""What everybody may read of how the schools keep the policy: no number says something about fewer than ten students.

Not as a difference either, of two lines or of two days (``core/tens.py``, docs/decisions/020). Of whom not all is
known, nobody can say that they have everything, so they are not counted there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from doorway.compliance.core.tens import School, Stand, Told, public
from doorway.compliance.queries.standing import Tally


@dataclass(frozen=True)
class PublicFigures:
    """A table: each line with its name, and all lines added up where there are several.

    ``tells_involved`` and ``tells_everything``: whether the number is shown in some line, and so has a column.
    ``left_out``: some school with students is in no line.
    """

    lines: tuple[tuple[str, Told], ...]
    added_up: Told | None
    left_out: bool

    @property
    def tells_involved(self) -> bool:
        """Whether some line says of how many students the parents took part."""
        return any(told.involved is not None for _name, told in self.lines)

    @property
    def tells_everything(self) -> bool:
        """Whether some line says how many students have everything."""
        return any(told.everything is not None for _name, told in self.lines)

    @property
    def has_gaps(self) -> bool:
        """Whether a number that has a column is missing in some line."""
        return any(
            (self.tells_involved and told.involved is None) or (self.tells_everything and told.everything is None)
            for _name, told in self.lines
        )


def public_figures(
    tallies: Mapping[School, Tally], names: Mapping[School, str], known: Iterable[Collection[School]] = ()
) -> PublicFigures | None:
    """What may be said of schools, in the order of their ``names``; none where that is nothing.

    ``known``: schools whose numbers one and the same person reads.
    """
    found = public({school: Stand(one.students, one.involved, one.sure) for school, one in tallies.items()}, known)
    # Two of one name are two lines, the larger one first.
    lines = [(names[school], told) for school, told in found.schools.items()]
    lines.sort(key=lambda line: (line[0], -line[1].students))
    if found.together is not None:
        lines.append((_("Small schools together"), found.together))
    if not lines:
        return None
    told = [one for _name, one in lines]
    added = Told(
        sum(one.students for one in told),
        _sum([one.involved for one in told]),
        _sum([one.everything for one in told]),
    )
    return PublicFigures(tuple(lines), added if len(lines) > 1 else None, found.hidden > 0)


def _sum(numbers: list[int | None]) -> int | None:
    """The shown numbers and nothing else are added up: a total of its own would tell what rounding has hidden."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
