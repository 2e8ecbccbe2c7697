"""Which options of a choice a student may take, and how the open ones can be combined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import NamedTuple

from doorway.pathways.core.compiled import YES, ChoiceBits, Compiled, OptionBits
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.rows import LEVELS, Row, Rows
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.core.wholes import Wholes

# So many different ways through the choices are kept: choices have few options, and courses for few sets of them.
MOST_WAYS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class OpenOption:
    """An option that a student may take, and from which level on it is open; one object for all to whom it is.

    ``released``: a class that is still to be passed will complete its lines, and until then they take nothing from
    others.
    """

    choice: str
    bits: OptionBits
    since: int
    released: bool = False

    @property
    def key(self) -> str:
        """The key of the option."""
        return self.bits.option.key

    @property
    def forgives_from(self) -> int:
        """The level from which on what its lines lack is not missed; LEVELS for never."""
        return self.since if self.bits.option.forgives else LEVELS

    @property
    def done_bits(self) -> int:
        """Its lines when nothing in them is missed any more, or will be: they take what nobody else wants."""
        return self.bits.bits if self.bits.option.forgives and (self.since == 0 or self.released) else 0


Reading = tuple[OpenOption, ...]
ASK = int(Certainty.ASK)


def open_options(rows: Rows, decided: Decided) -> dict[str, list[OpenOption]]:
    """By choice, in the order of the rule file."""
    compiled = rows.compiled
    opening = _opening(rows, decided) if compiled.conditions else {}
    found: dict[str, list[OpenOption]] = {}
    for bits in compiled.choices:
        key = bits.choice.key
        own = found[key] = []
        for item in bits.options:
            since = LEVELS
            if item.option.opened_by in decided.opened or item.option.always_open:
                since = 0
            elif (fitting := opening.get((key, item.option.key))) is not None:
                since = min(fitting.since.values(), default=LEVELS)
                # Who puts a class into the way has said that it opens it.
                put = (
                    row for row in fitting.rows
                    if row.put & item.bits and fitting.wholes.may_stand_for_all(row, rows.passed)
                )  # fmt: skip
                since = min([since, *(int(row.level) for row in put)])
            if since < LEVELS:
                own.append(_open(compiled, key, item, since))
    return found


class _Opening(NamedTuple):
    """Rows that fit what opens an option; and the classes of which all is there, each with the level from which on."""

    rows: list[Row]
    since: dict[str, int]
    wholes: Wholes


def _opening(rows: Rows, decided: Decided) -> dict[tuple[str, str], _Opening]:
    compiled, transcript = rows.compiled, rows.transcript
    hits: dict[int, list[tuple[int, Row]]] = {}
    for row in rows.passed:
        for index, answer in row.fit.opens:
            hits.setdefault(index, []).append((int(row.level) if answer == YES else ASK, row))
    if not hits:
        return {}
    wholes = Wholes(compiled, transcript, rows.this_year)
    return {
        compiled.conditions[index][:2]: _Opening([row for _at, row in own], wholes.since(own), wholes)
        for index, own in hits.items()
    }


def _open(compiled: Compiled, choice: str, item: OptionBits, since: int) -> OpenOption:
    name = choice, item.option.key, since
    known: OpenOption | None = compiled.opened.get(name)
    if known is None:
        known = compiled.opened[name] = OpenOption(choice, item, since)
    return known


def ways_to_pick(
    compiled: Compiled,
    choice: ChoiceBits,
    options: list[OpenOption],
    forced: Collection[str],
    reach: int,
    *,
    everything: bool,
) -> tuple[Reading, ...]:
    """The same as :func:`readings`, worked out once for all students with the same options and courses for them."""
    key = choice.choice.key, tuple(options), frozenset(forced), reach & choice.bits, everything
    known: tuple[Reading, ...] | None = compiled.picked.get(key)
    if known is None:
        if len(compiled.picked) >= MOST_WAYS:
            compiled.picked.clear()
        known = compiled.picked[key] = tuple(readings(choice, options, forced, reach, everything=everything))
    return known


def readings(
    choice: ChoiceBits, options: list[OpenOption], forced: Collection[str], reach: int, *, everything: bool
) -> list[Reading]:
    """The ways to pick. An option for which there is no course at all cannot be better than one for which there is.

    ``reach``: lines for which there is a course. ``everything``: do not leave such options out (they may ask for less).
    """
    pick = choice.choice.pick
    if not everything and len(options) > pick:
        within = [option for option in options if option.bits.bits & reach or option.key in forced]
        spare = [option for option in options if option not in within]
        kept = [*within, *spare[: max(0, pick - len(within))]]
        options = [option for option in options if option in kept]
    found = [reading for reading in combinations(options, pick) if set(forced) <= {option.key for option in reading}]
    return [way for reading in found for way in product(*map(_as_it_is_and_released, reading))]


def _as_it_is_and_released(option: OpenOption) -> tuple[OpenOption, ...]:
    if option.bits.option.forgives and option.since:
        return option, replace(option, released=True)
    return (option,)
