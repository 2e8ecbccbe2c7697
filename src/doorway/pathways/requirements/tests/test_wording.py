"""Figures and runs of one are said as one."""

from __future__ import annotations

from doorway.pathways.requirements.wording import criterion_words, selector_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.book import Known
from doorway.pathways.rules.schema import CriterionPart, SelectorPart, WayPart

AREAS = {"math": {"en": "Mathematics"}}
WORDS = {"en": "Going to college"}
BOOK = RuleBook("book", {}, (), AREAS, ("en",), facts={"college": Known("college", WORDS, WORDS, WORDS, WORDS, WORDS)})


def test_a_run_of_one_grade_or_one_year_is_said_as_one() -> None:
    year = {"first_year": "2026-27", "last_year": "2026-27"}
    once = SelectorPart.model_validate({"areas": ["math"], "grades": {"first": 12, "last": 12}} | year)
    run = SelectorPart.model_validate(
        {"areas": ["math"], "grades": {"first": 11, "last": 12}} | year | {"last_year": "2027-28"}
    )

    assert selector_words(once, AREAS) == "Mathematics, taken in grade 12, taken in 2026-27"
    assert selector_words(run, AREAS) == "Mathematics, taken in grades 11 to 12, taken from 2026-27 to 2027-28"


def test_one_class_is_no_classes() -> None:
    ways = [WayPart.model_validate({"courses": [{"areas": ["math"]}], "count": count}) for count in (1, 2)]

    said = criterion_words(CriterionPart.model_construct(ways=ways), BOOK)
    assert said == ["1 class of: Mathematics", "2 classes of: Mathematics"]


def test_for_whom_something_is_asked_is_said_by_its_name() -> None:
    ways = [WayPart.model_validate({"fact": "college"})]

    said = criterion_words(CriterionPart.model_construct(ways=ways, only_for="college"), BOOK)
    assert said == ["only of students of whom it was said: Going to college", "Said to be so: Going to college"]
