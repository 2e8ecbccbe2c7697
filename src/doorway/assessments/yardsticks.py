"""What the tests of a pack mean to the pure core: ladders, bars, scales that go on, rules on grade level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from doorway.assessments.charts import LevelWord
from doorway.assessments.core import Bar, GradeLevelFrom, Ladder, Rung
from doorway.policy.packs import Instrument, Scale, StatePack, Text

ROOM_ABOVE = 1.2
AXIS_STEP = 50


@dataclass(frozen=True)
class Yardsticks:
    """The tests of one state, as the core and the charts take them."""

    pack: StatePack

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        """Tests by key."""
        return {instrument.key: instrument for instrument in self.pack.instruments}

    @cached_property
    def ladders(self) -> dict[str, Ladder]:
        """The levels of each test."""
        return {
            key: Ladder(tuple(Rung(level.key, level.number, level.good) for level in instrument.levels))
            for key, instrument in self.instruments.items()
        }

    @cached_property
    def main_measures(self) -> dict[str, str]:
        """The measure that stands for the whole, by test."""
        return {key: instrument.main_measure.key for key, instrument in self.instruments.items()}

    @cached_property
    def period_order(self) -> dict[str, tuple[str, ...]]:
        """The times of the year in their order, by test."""
        return {key: tuple(p.key for p in instrument.periods) for key, instrument in self.instruments.items()}

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """Scales by key."""
        return {scale.key: scale for instrument in self.instruments.values() for scale in instrument.scales}

    @cached_property
    def families(self) -> dict[str, str]:
        """For each scale the first one of those it goes on from without a break."""
        found = {}
        for key in self.scales:
            first, seen = key, {key}
            while (before := self.scales[first].continues) and before not in seen:
                first = before
                seen.add(before)
            found[key] = first
        return found

    @cached_property
    def grade_level(self) -> dict[str, GradeLevelFrom]:
        """From when on which level counts as reading on grade level, by test."""
        return {
            key: GradeLevelFrom(rule.first_year, rule.first_period, rule.level)
            for rule in self.pack.tests.on_grade_level
            for key in rule.instruments
        }

    @property
    def smallest_cohort(self) -> int | None:
        """So many students the state wants compared for a growth percentile, or none where it does not say."""
        rule = self.pack.tests.growth
        return None if rule is None else rule.smallest_cohort

    def grade_level_wording(self, instrument: str) -> Text | None:
        """The state's sentence on reading on grade level, with ``{score}`` in it, or none."""
        rules = (rule for rule in self.pack.tests.on_grade_level if instrument in rule.instruments)
        return next((rule.sentence for rule in rules), None)

    def bar(self, scale: str, measure: str, grade: int, period: str) -> Bar | None:
        """Where the levels begin, or none where the pack does not know."""
        cut = self.pack.cut(scale, measure, grade, period)
        return None if cut is None else Bar(cut.starts, cut.lowest, cut.highest)

    def level_words(self, instrument: str) -> tuple[LevelWord, ...]:
        """The levels of a test as charts need them, lowest first."""
        levels = self.instruments[instrument].levels
        return tuple(
            LevelWord(
                number=level.number,
                title=level.title,
                short=level.short,
                good=level.good,
                position=sum(other.good == level.good and other.number < level.number for other in levels),
            )
            for level in levels
        )

    def level_word(self, instrument: str, rung: Rung | None) -> LevelWord | None:
        """One level as charts need it."""
        return None if rung is None else self.level_words(instrument)[rung.number - 1]

    def axis_top(self, scale: str, measure: str, grade: int) -> float | None:
        """Where the axis ends for all students of a test and grade; None where the pack knows no goals."""
        cuts = [cut for cut in self.pack.cuts if (cut.scale, cut.measure) == (scale, measure) and cut.starts]
        own = [cut for cut in cuts if cut.grade == grade] or cuts
        if not own:
            return None
        highest = max(cut.starts[-1][1] for cut in own)
        return float(-(-highest * ROOM_ABOVE // AXIS_STEP) * AXIS_STEP)
