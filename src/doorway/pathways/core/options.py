"""Which options of a choice a student may take, and how the open ones can be combined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import combinations, product

from doorway.pathways.core.compiled import YES, ChoiceBits, OptionBits
from doorway.pathways.core.decisions import Decided
from doorway.pathways.core.rows import LEVELS, Rows
from doorway.pathways.core.transcript import Certainty


@dataclass(frozen=True, slots=True)
class OpenOption:
    """An option that this student may take, and from which level on it is open.

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
    since: dict[tuple[str, str], int] = {}
    if compiled.conditions:
        for row in rows.passed:
            for index, answer in row.fit.opens:
                choice, option, _ = compiled.conditions[index]
                level = int(row.level) if answer == YES else ASK
                since[choice, option] = min(since.get((choice, option), LEVELS), level)
    found: dict[str, list[OpenOption]] = {}
    for bits in compiled.choices:
        key = bits.choice.key
        own = found[key] = []
        for item in bits.options:
            if item.option.opened_by in decided.opened or item.option.always_open:
                own.append(OpenOption(key, item, 0))
            elif (key, item.option.key) in since:
                own.append(OpenOption(key, item, since[key, item.option.key]))
    return found


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
