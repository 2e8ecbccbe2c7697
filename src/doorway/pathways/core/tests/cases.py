"""Seeded random requirements and students, small and nasty: everything the engine knows, mixed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from doorway.pathways.core.rules import (
    Allowance,
    ByAverage,
    ByCourses,
    ByCredits,
    ByKinds,
    Ceiling,
    Choice,
    CourseKind,
    Criterion,
    Line,
    Mark,
    Option,
    RuleSet,
    Selector,
    Way,
)
from doorway.pathways.core.transcript import Certainty, Course, Decision, Transcript

TODAY = date(2027, 2, 1)
CLASS_OF = 2028
AREAS = ("a", "a.one", "a.two", "b", "c", "d")
MARKS = {
    mark.mark: mark
    for mark in (
        Mark("A", "yes", 4, 4000), Mark("B", "yes", 3, 3000), Mark("C", "yes", 2, 2000), Mark("D", "yes", 1, 1000),
        Mark("F", "no", 0, 0), Mark("P", "yes"), Mark("I", "pending"), Mark("W", "no"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One question for both."""

    seed: int
    rules: RuleSet
    transcript: Transcript


def case(seed: int) -> Case:
    """The case of a seed."""
    dice = random.Random(seed)
    rules = _rules(dice)
    transcript = _transcript(dice, rules)
    rules, transcript = _with_terms(random.Random(f"{seed} terms"), rules, transcript)
    rules = _paced(random.Random(f"{seed} pace"), rules)
    transcript = _titled(random.Random(f"{seed} titles"), transcript)
    return Case(seed, replace(rules, criteria=_criteria(random.Random(f"{seed} beside"), rules)), transcript)


def _titled(dice: random.Random, transcript: Transcript) -> Transcript:
    """The same with titles of classes of other schools, which have one code."""
    titles = dice.choice(((), ("Ceramics II", "ceramics  ii", "Auto Shop", "Choir"), ("", "Choir", "Auto Shop")))
    courses = (
        course._replace(title=dice.choice(titles)) if titles and course.code == "unknown" else course
        for course in transcript.courses
    )
    return replace(transcript, courses=tuple(courses))


def limited(seed: int) -> Case:
    """The case of a seed with limits that cut through classes, and with classes on both sides of them."""
    given, dice = case(seed), random.Random(f"{seed} limits")
    ceilings = tuple(
        Ceiling(
            f"top{number}",
            (Selector(areas=_some(dice, AREAS, 4), last_year=dice.choice((None, 2024, 2025, 2026))),),
            dice.choice((250, 500, 500, 1000)),
        )
        for number in range(dice.choice((1, 1, 2)))
    )
    courses = list(given.transcript.courses)
    for number in range(dice.randint(1, 3)):
        again = dice.choice(given.transcript.courses)
        courses.append(
            again._replace(
                key=f"x{number}",
                year=dice.choice((2024, 2025, 2026, 2027)),
                units=dice.choice((again.units, 500, 1000)),
                mark="B",
                state=dice.choice((Certainty.EARNED, Certainty.EARNED, Certainty.PLANNED)),
                areas=dice.choice((again.areas, again.areas, (dice.choice(AREAS),))),
            )
        )
    courses = [one._replace(mark="") if one.state else one for one in courses]
    rules = replace(given.rules, ceilings=ceilings)
    return Case(seed, rules, replace(given.transcript, courses=tuple(courses)))


def _paced(dice: random.Random, rules: RuleSet) -> RuleSet:
    """The same with grades in which lines are usually done, and sometimes with credits due by grade."""
    lines = tuple(replace(line, usual_grade=dice.choice((None, 9, 10, 10, 11, 12))) for line in rules.lines)
    share = dice.choice((0, 0, 2, 4, 8))
    pace = {grade: rules.total * (grade - 8) // share for grade in (9, 10, 12)} if share else {}
    return replace(rules, lines=lines, pace=pace)


def _with_terms(dice: random.Random, rules: RuleSet, transcript: Transcript) -> tuple[RuleSet, Transcript]:
    """Classes that run in two, three or no known terms, and rows of single terms, their credit exact or rounded."""
    ways = (("S1 S2",), ("S1 S2",), ("T1 T2 T3",), ("S1", "S2"), ("S1 S2", "T1 T2 T3"), ())
    catalog = {code: replace(kind, terms=dice.choice(ways)) for code, kind in rules.catalog.items()}
    courses = []
    for course in transcript.courses:
        kind = catalog.get(course.code)
        if kind is not None and dice.random() < 0.4 and any("T1" in way for way in kind.terms):
            units = dice.choice((kind.credits // 3, -(-kind.credits // 3), (kind.credits + 15) // 30 * 10))
            course = course._replace(term=dice.choice(("T1", "T2", "T3")), units=units)
        if dice.random() < 0.04:
            course = course._replace(scale=dice.choice((rules.total, 36_000)) or None)
        courses.append(course)
    return replace(rules, catalog=catalog), replace(transcript, courses=tuple(courses))


# Other names of the same terms, as records write them.
_CALLED = {
    "S1": (
        "Semester 1",
        "First Semester",
        "2026-27 Sem. 1",
        "s1",
        "Primer semestre",
        "Fall",
        "Fall",
        "Term 1",
        "Semester 1 (Fall)",
        "Fall (S1)",
    ),
    "S2": ("Spring (S2)", "Semester 2", "2nd Semester", "Spring Semester", "S2", "Spring", "Spring", "Term 2"),
    "T1": ("Trimester 1", "1st Trimester", "Fall", "Term 1"),
    "T2": ("Tri 2", "Winter", "Term 2"),
    "T3": ("Trimestre 3", "Spring"),
}


_ALL_YEAR = ("Y", "", "Y1", "Year", "Full Year", "Year Round", "S1 S2", "Semester 1 Semester 2")


def respelled(seed: int) -> Case:
    """The case of that number with terms in the words of untidy registers, some rows twice, and some failed as well."""
    given, dice = case(seed), random.Random(f"{seed} words")
    courses = []
    for course in given.transcript.courses:
        if course.term in _CALLED and dice.random() < 0.6:
            course = course._replace(term=dice.choice(_CALLED[course.term]))
        courses.append(course)
        if dice.random() < 0.1:
            called = dice.choice([name for names in _CALLED.values() for name in names])
            courses.append(course._replace(key=f"{course.key}-again", term=called))
    capitals = random.Random(f"{seed} capitals")
    courses = [one._replace(code=one.code.lower()) if capitals.random() < 0.15 else one for one in courses]
    given = replace(given, transcript=replace(given.transcript, courses=tuple(courses)))
    return _failed_too(given, random.Random(f"{seed} years"))


def often(seed: int) -> Case:
    """The same with classes that may all be taken often, some of them for a whole year and in its terms."""
    given = respelled(seed)
    catalog = {code: replace(kind, repeatable=True) for code, kind in given.rules.catalog.items()}
    return replace(given, rules=replace(given.rules, catalog=catalog))


def _failed_too(given: Case, dice: random.Random) -> Case:
    """The same with classes of the whole year, under way, and with marks for them or for their terms."""
    courses = []
    for course in given.transcript.courses:
        if dice.random() < 0.25:
            course = course._replace(term=dice.choice(_ALL_YEAR))
        courses.append(course)
        if dice.random() < 0.25:
            under_way = dice.choice((Certainty.IN_PROGRESS, Certainty.SCHEDULED))
            courses[-1] = course = course._replace(state=under_way, mark="")
        for number in range(dice.choice((0, 0, 0, 1, 1, 2, 3))):
            called = dice.choice((*_ALL_YEAR, "S1", "S2", "Fall", "Spring", "T1", "T2", "T3", course.term, course.term))
            state = {"state": Certainty.EARNED, "mark": dice.choice("FFFFWC"), "part": dice.choice(("", course.part))}
            courses.append(course._replace(key=f"{course.key}-mark{number}", term=called, **state))
    return replace(given, transcript=replace(given.transcript, courses=tuple(courses)))


def _some(dice: random.Random, things: tuple[str, ...], most: int) -> frozenset[str]:
    return frozenset(dice.sample(things, dice.randint(1, most)))


def _selector(dice: random.Random, codes: tuple[str, ...]) -> Selector:
    selector = Selector(areas=_some(dice, AREAS, 2))
    if dice.random() < 0.2:
        selector = replace(selector, codes=_some(dice, codes, 2))
    if dice.random() < 0.15:
        selector = replace(selector, min_mark=dice.choice("CB"))
    if dice.random() < 0.1:
        selector = replace(selector, last_year=2026)
    if dice.random() < 0.08:
        selector = replace(selector, tags=frozenset({"lab"}))
    if dice.random() < 0.08:
        selector = replace(selector, without=frozenset({"lab"}))
    if dice.random() < 0.12:
        selector = replace(selector, parts=frozenset({dice.choice("12")}))
    if dice.random() < 0.05:
        selector = replace(selector, first_grade=8, last_grade=dice.choice((8, 10, 12)))
    return selector


def _rules(dice: random.Random) -> RuleSet:
    codes = tuple(f"K{number}" for number in range(dice.randint(4, 8)))
    catalog = {
        code: CourseKind(
            code=code,
            areas=_some(dice, AREAS, 2),
            tags=frozenset({"lab"}) if dice.random() < 0.3 else frozenset(),
            credits=dice.choice((500, 500, 1000, 1000, 1500)),
            repeatable=dice.random() < 0.15,
        )
        for code in codes
        if dice.random() < 0.95
    }
    lines = [
        Line(
            key=f"l{number}",
            section=dice.choice("st"),
            credits=dice.choice((250, 500, 500, 1000, 1000, 1500)),
            accepts=tuple(_selector(dice, codes) for _ in range(dice.randint(1, 2))),
            perhaps=(_selector(dice, codes),) if dice.random() < 0.15 else (),
        )
        for number in range(dice.randint(1, 4))
    ]
    lines = [
        replace(line, enough=line.credits - 250) if line.credits > 250 and dice.random() < 0.06 else line
        for line in lines
    ]
    choices = []
    for number in range(dice.choice((0, 0, 1, 1, 1, 2))):
        choice, own = _choice(dice, f"c{number}", codes)
        choices.append(choice)
        lines += own
    dice.shuffle(lines)
    if dice.random() < 0.7:
        most = dice.choice((500, 1000, 2000))
        enough = most - 500 if dice.random() < 0.15 else None
        lines.append(Line("rest", "s", most, open=True, enough=enough))
    closed = tuple(line.key for line in lines if not line.open)
    split = "one" if dice.random() < 0.2 else "free"
    allowances = ()
    if split == "free" and dice.random() < 0.35:
        allowances = tuple(
            Allowance(f"w{number}", (_selector(dice, codes),), _some(dice, closed, min(3, len(closed))), 500)
            for number in range(dice.randint(1, 2))
        )
    ceilings = (Ceiling("top", (Selector(areas=_some(dice, AREAS, 1)),), 500),) if dice.random() < 0.12 else ()
    return RuleSet(
        key="random",
        lines=tuple(lines),
        marks=MARKS,
        catalog=catalog,
        choices=tuple(choices),
        allowances=allowances,
        ceilings=ceilings,
        total=sum(line.credits for line in lines),
        split=split,
        early=(Selector(areas=frozenset({"a"})),) if dice.random() < 0.5 else (),
    )


def _choice(dice: random.Random, key: str, codes: tuple[str, ...]) -> tuple[Choice, list[Line]]:
    section = dice.choice("stu")
    options, lines = [], []
    uneven = dice.random() < 0.2
    usual = dice.choice((500, 1000))
    for number in range(dice.randint(2, 4)):
        name = f"o{number}"
        option = Option(name)
        if number >= 2 and dice.random() < 0.4:
            option = replace(option, opened_by="out")
        if number >= 2 and dice.random() < 0.4:
            option = replace(option, opened_when=_selector(dice, codes), forgives=dice.random() < 0.5)
        options.append(option)
        parts = dice.choice((1, 1, 2))
        total = dice.choice((500, 1000, 1500)) if uneven else usual
        lines += [
            Line(
                key=f"{key}{name}{part}",
                section=section,
                credits=total // parts,
                accepts=(_selector(dice, codes),),
                perhaps=(_selector(dice, codes),) if dice.random() < 0.1 else (),
                choice=key,
                option=name,
            )
            for part in range(parts)
        ]
    always = sum(option.always_open for option in options)
    return Choice(key, section, dice.randint(1, min(2, always)), tuple(options)), lines


def _criteria(dice: random.Random, rules: RuleSet) -> tuple[Criterion, ...]:
    """What is asked for beside the credits. An average binds nobody here: one more class can lower it."""
    codes = (*rules.catalog, "unknown", "other")

    def courses() -> ByCourses:
        some = tuple(_selector(dice, codes) for _ in range(dice.randint(1, 2)))
        return ByCourses(some, credits=dice.choice((0, 500, 1000)), count=dice.choice((0, 1, 2)))

    def way() -> Way:
        kind = dice.random()
        if kind < 0.55:
            return courses()
        if kind < 0.8:
            return ByKinds(tuple(courses() for _ in range(3)), dice.randint(1, 3))
        return ByCredits(dice.choice((1000, 2000, 3000)))

    found = [
        Criterion(f"k{n}", "s", tuple(way() for _ in range(dice.randint(1, 2)))) for n in range(dice.randint(0, 2))
    ]
    points = dice.choice((1500, 2000, 2500, 3000, 3500))
    return (*found, Criterion("average", "s", (ByAverage(points),), only_for="nobody knows"))


def _transcript(dice: random.Random, rules: RuleSet) -> Transcript:
    codes = (*rules.catalog, "unknown")
    courses = [_course(dice, number, codes) for number in range(dice.randint(1, 9))]
    if courses and dice.random() < 0.3:  # a repeat
        again = dice.choice(courses)
        courses.append(
            again._replace(key=f"r{len(courses)}", year=again.year + 1, mark=dice.choice("AC"), state=Certainty.EARNED)
        )
    if courses and dice.random() < 0.15:  # the same class twice in a term
        again = dice.choice(courses)
        courses.append(again._replace(key=f"r{len(courses)}", mark="B", units=500, state=Certainty.EARNED))
    return Transcript(
        student="random",
        class_of=CLASS_OF,
        grade=11,
        courses=tuple(courses),
        decisions=tuple(_decisions(dice, rules, courses)),
    )


def _course(dice: random.Random, number: int, codes: tuple[str, ...]) -> Course:
    year = dice.choice((2024, 2025, 2025, 2026, 2026, 2027))
    state = dice.choice((0, 0, 0, 0, 0, 1, 2, 3, 3, 4))
    return Course(
        key=f"r{number}",
        code=dice.choice(codes),
        units=dice.choice((250, 500, 500, 500, 1000, 1000)),
        year=year,
        term=dice.choice(("S1", "S2")),
        state=Certainty(state),
        mark=dice.choice(("A", "A", "B", "C", "C", "D", "F", "P", "I", "W", "?")) if state == 0 else "",
        part=dice.choice(("", "", "", "1", "2")),
        areas=(dice.choice(AREAS),) if dice.random() < 0.15 else None,
    )


def _decisions(dice: random.Random, rules: RuleSet, courses: list[Course]) -> list[Decision]:
    found = []
    for number in range(dice.choice((0, 0, 0, 1, 1, 2, 3))):
        kind = dice.choice(("pin", "pin", "substitution", "waiver", "opt_out", "conversion"))
        line = dice.choice(rules.lines).key if dice.random() < 0.95 else "nowhere"
        decision = Decision(kind, "June Carter", "as agreed", date(2026, 9, 1 + number), line=line)  # type: ignore[arg-type]
        if kind in {"pin", "substitution", "conversion"}:
            decision = replace(decision, courses=(dice.choice(courses).key,))
        if kind == "conversion":
            decision = replace(decision, line="", factor=Fraction(1, 10) if number % 2 else Fraction(3, 2))
        if kind == "waiver":
            units, chance = dice.choice((250, 500)), dice.random()
            # Somebody slips, and waives far more than any line asks for.
            decision = replace(decision, units=units if chance > 0.1 else 99_000, lowers_total=chance < 0.3)
        if kind == "opt_out":
            decision = replace(decision, line="out")
        if dice.random() < 0.1:
            decision = replace(decision, expires=date(2027, 1, 31))
        if dice.random() < 0.1:
            ground = dice.choice(courses).key
            # A conversion rests on no class: one to fewer credits would come back with a class that is made up.
            decision = decision if kind == "conversion" else replace(decision, rests_on=(ground,))
        found.append(decision)
    return found
