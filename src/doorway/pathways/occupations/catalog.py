"""All occupations that can be looked up: those of the state pack, and those of the releases that were taken in.

Kept in memory, once per process and pack, and made anew when a release has been taken in: 1,000 occupations with their
64,000 titles are read and prepared in about a second and a half, and then every page asks them without the database.
"""

from __future__ import annotations

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from doorway.pathways.core.titles.values import Hit, Title
from doorway.pathways.core.titles.words import has_all, stem, telling, words_in
from doorway.pathways.models import Occupation, Release, WageGroup
from doorway.pathways.occupations.vocabulary import lexicon, spoken
from doorway.policy.packs import (
    EDUCATION,
    OccupationAbilities,
    PackOccupation,
    StatePack,
    interest_letters,
    least_education,
    usual_education,
)

if TYPE_CHECKING:
    from doorway.pathways.core.titles.search import Index

Words = dict[str, str]
_lock = Lock()
INTERESTS = "RIASEC"
# What a release counts up in one title: “Crossing Guards and Flaggers”, “Dancers, Ballet”.
_PARTS = re.compile(r", (?:and |or )?| and | or ")
# How much a title is trusted, by where it comes from.
PACK, RELEASE, ALTERNATE = 1.0, 0.97, 0.92
# What a release says of a step of education when nobody was asked: how much preparation it takes.
_BY_ZONE = {1: "high_school", 2: "high_school", 3: "certificate", 4: "bachelor", 5: "graduate"}


@dataclass(frozen=True)
class Wage:
    """What one earns and how many people do this work. ``group`` is set where it counts several occupations."""

    annual: int | None
    hourly: float | None
    employment: int | None
    year: int
    source: str
    group: bool = False

    @property
    def is_known(self) -> bool:
        """At least one of the figures was published."""
        return any(value is not None for value in (self.annual, self.hourly, self.employment))


@dataclass(frozen=True)
class Work:
    """An occupation as pages show it. ``about`` of a release is in English only.

    ``education``: enough for half of those asked; ``least``: for a quarter of them, where that is less. An empty
    ``education_source``: nobody was asked, and ``education`` is an estimate.
    """

    code: str
    title: Words
    about: Words
    also: Mapping[str, tuple[str, ...]]
    interests: str
    job_zone: int | None
    education: str
    education_source: str
    wage: Wage | None
    source: str
    of_the_pack: bool
    # The key of its career cluster; empty where the state has none.
    cluster: str = ""
    # The knowledge and skills that the pack says it asks for.
    asks: OccupationAbilities | None = None
    least: str = ""

    @property
    def field(self) -> str:
        """The field of work: the first two digits of the code."""
        return self.code[:2]

    @property
    def entry(self) -> str:
        """The step of education with which many begin: where lists and filters put it."""
        return self.least or self.education


@dataclass(frozen=True)
class CareerCluster:
    """A career cluster of the state, as pages show it."""

    key: str
    title: Words
    about: Words


# Codes of one field of work begin alike in so many letters, those of one kind of work in more.
FIELD, KIND, MOST_NEAR = 3, 5, 6
# How well the name of an occupation of which nothing is here must fit a question that does not say it letter by letter.
NEARLY = 0.8


@dataclass(frozen=True)
class Answer:
    """What is found for a question, best first.

    ``is_sure``: the first one is called so, letter by letter or with another ending. ``absent``: what people call so is
    an occupation of which nothing is here, by its code, and ``near`` are those of the same kind of work.
    """

    found: list[tuple[Work, Hit]]
    is_sure: bool = True
    absent: str = ""
    near: list[Work] = field(default_factory=list)


@dataclass
class Catalog:
    """Every occupation by its code, in the order of the codes."""

    works: dict[str, Work]
    titles: list[Title] = field(default_factory=list)
    # The state's career clusters by key, in the state's order.
    clusters: Mapping[str, CareerCluster] = field(default_factory=dict)

    @property
    def index(self) -> Index:
        """What the search asks; made once, by the first who searches."""
        with _lock:
            return self._index

    @cached_property
    def _index(self) -> Index:
        from doorway.pathways.core.titles.search import Index  # late: NumPy is loaded when somebody searches

        made = Index(self.titles, sizes(self.works), lexicon())
        if self._absent:
            self._index_of_absent  # noqa: B018 (made with the other one, so that nobody waits for it)
        # Tens of thousands of objects that stay: the collector need not walk through them (decision 013).
        gc.freeze()
        return made

    @cached_property
    def fields(self) -> dict[str, list[Work]]:
        """By field of work."""
        found: dict[str, list[Work]] = defaultdict(list)
        for work in self.works.values():
            found[work.field].append(work)
        return dict(sorted(found.items()))

    @cached_property
    def by_cluster(self) -> dict[str, list[Work]]:
        """By career cluster, in the state's order; without clusters in which nothing is."""
        found: dict[str, list[Work]] = {key: [] for key in self.clusters}
        for work in self.works.values():
            if work.cluster in found:
                found[work.cluster].append(work)
        return {key: works for key, works in found.items() if works}

    def find(self, question: str) -> list[tuple[Work, Hit]]:
        """What fits a question, best first, with the title by which it was found."""
        return [(self.works[hit.code], hit) for hit in self.index.find(question)]

    def ask(self, question: str) -> Answer:
        """The same, and how sure it is: nothing here may be called so."""
        found = self.find(question)
        is_sure = bool(found) and has_all(found[0][1].title, question)
        code = self._named_absent(question, 0.0 if not found else found[0][1].score, is_sure=is_sure)
        if code is None:
            return Answer(found, is_sure=is_sure)
        # An occupation that people call so and of which nothing is here: what only sounds alike would mislead.
        named = [(work, hit) for work, hit in found if has_all(hit.title, question, whole=True)]
        near = [work for work in self.works.values() if _same_start(work.code, code) >= FIELD]
        # The kind of work that is most alike; of one kind, where most people work.
        near.sort(key=lambda work: (-min(_same_start(work.code, code), KIND), -_size(work)))
        return Answer(named, absent=code, near=near[:MOST_NEAR])

    def _named_absent(self, question: str, best: float, *, is_sure: bool) -> str | None:
        """The occupation of which nothing is here, where a question names it: by its very name, or by what is near it.

        “Orthadontist” is surely no dentist only because dentists are the nearest that is here: where nothing here is
        called so, the names of what is missing are asked as well. ``best``: how well the best one here fits.
        """
        exact = self._absent.get(_as_name(question)) or self._absent.get(_as_name(question, one=True))
        if exact is not None or is_sure or not self._absent:
            return exact
        hits = self._index_of_absent.find(question)
        return hits[0].code if hits and hits[0].score >= NEARLY and hits[0].score > best else None

    @cached_property
    def _absent(self) -> dict[str, str]:
        """What people call occupations of which nothing is here, with their codes; without what is called so here."""
        absent = {_as_name(title.text): title.code for title in self._titles_of_absent()}
        here = {_as_name(title.text) for title in self.titles} if absent else set()
        return {name: code for name, code in absent.items() if name not in here}

    @cached_property
    def _index_of_absent(self) -> Index:
        from doorway.pathways.core.titles.search import Index  # late, as above

        return Index(self._titles_of_absent(), lexicon=lexicon())

    def _titles_of_absent(self) -> Iterable[Title]:
        for code, said in spoken().items():
            if code not in self.works:
                yield from (Title(code, name, language) for language, names in said.items() for name in names)

    def narrowed(self, *, cluster: str = "", field: str = "", interest: str = "", education: str = "") -> list[Work]:
        """Those of a career cluster, of a field, of an interest (strongest first), of what many begin with."""
        found = [
            work
            for work in self.works.values()
            if (not cluster or work.cluster == cluster)
            and (not field or work.field == field)
            and (not interest or interest in work.interests)
            and (not education or work.entry == education)
        ]
        # Those that the state pack describes come first: they are near, and told in plain words.
        return sorted(
            found, key=lambda work: (work.interests.find(interest) if interest else 0, not work.of_the_pack, work.code)
        )

    @property
    def steps(self) -> list[str]:
        """The steps of education with which many begin in any of them."""
        return [step for step in EDUCATION if any(work.entry == step for work in self.works.values())]


_made: dict[str, tuple[object, Catalog]] = {}


def catalog(pack: StatePack) -> Catalog:
    """The catalog of a state. One query; a few more after a release was taken in."""
    newest = Release.objects.aggregate(number=Max("pk"), at=Max("taken_in_at"))
    mark = (newest["number"], newest["at"], id(pack))
    found = _made.get(pack.key)
    if found is None or found[0] != mark:
        with _lock:
            found = _made.get(pack.key)
            if found is None or found[0] != mark:
                found = (mark, _make(pack))
                _made[pack.key] = found
    return found[1]


def _make(pack: StatePack) -> Catalog:
    """The pack's occupations, with what the releases add."""
    names = {release.kind: release for release in Release.objects.order_by("taken_in_at", "pk")}
    wages = {row.code: row for row in WageGroup.objects.all()} if "wages" in names else {}
    columns = ("code", "title", "about", "titles", "interests", "job_zone", "education")
    rows: dict[str, dict[str, Any]] = {row["code"]: row for row in Occupation.objects.values(*columns)}
    described = {one.code: one for one in pack.occupations}
    works: dict[str, Work] = {}
    for code in sorted({*rows, *described}):
        wage = _released_wage(code, wages, names.get("wages"))
        if code in described:
            works[code] = _of_the_pack(described[code], pack, rows.get(code), wage, names.get("onet"))
        else:
            works[code] = _of_a_release(rows[code], wage, names["onet"].name if "onet" in names else "")
    named: dict[str, CareerCluster] = {}
    if (clusters := pack.clusters) is not None:
        works = {code: replace(work, cluster=clusters.cluster_of(code)) for code, work in works.items()}
        for one in clusters.clusters:
            named[one.key] = CareerCluster(one.key, dict(one.title.root), dict(one.about.root))
    return Catalog(works, list(titles_of(list(works.values()), rows)), named)


def _as_name(text: str, *, one: bool = False) -> str:
    """What a text says, without talk and blanks. ``one``: of several the one, soldiers are a soldier."""
    words = telling(words_in(text))
    return "".join(word.removesuffix("s") if one else word for word in words)


def _size(work: Work) -> int:
    """How many people work in it, as far as that is known."""
    return (work.wage.employment if work.wage else None) or 0


def sizes(works: Mapping[str, Work]) -> dict[str, float]:
    """How many people work in each, for the search; without those of whom nobody counted anybody.

    Statistics count by the first six digits: what a release tells apart within them (all but “.00”) is a part of the
    number, and so is each of those for whom only a wider group is counted. There is not half a million of blockchain
    engineers because there are so many other computer occupations.
    """
    counted = {code: work.wage for code, work in works.items() if work.wage and work.wage.employment}
    groups = {code: code[:6] if wage.group else code[:7] for code, wage in counted.items()}
    parts = Counter(groups.values())
    return {
        code: (wage.employment or 0) / (1 if code.endswith(".00") and not wage.group else parts[groups[code]])
        for code, wage in counted.items()
    }


def _same_start(one: str, other: str) -> int:
    """In how many letters two codes begin alike."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


def titles_of(works: Collection[Work], rows: Mapping[str, dict[str, Any]]) -> Iterable[Title]:
    """Everything that the search can find, the more trusted the nearer it is to what people say here."""
    # A pack tells of few occupations, and lends them names of others: “millwright” is an industrial mechanic until a
    # release brings the millwrights themselves, and an “ethical hacker” a security analyst until it brings who is one.
    own = {_bare(work.title["en"]): work.code for work in works if not work.of_the_pack}
    here = {work.code for work in works}
    owners = {
        _known(name, language): code
        for code, said in spoken().items()
        for language, names in said.items()
        for name in names
        if code in here
    }
    for work in works:
        for language, title in work.title.items():
            yield Title(work.code, title, language, PACK if work.of_the_pack else RELEASE)
        for language, title in _names(work):
            if owners.get(_known(title, language), work.code) == work.code == own.get(_bare(title), work.code):
                yield Title(work.code, title, language, PACK)
        if work.code in rows:
            released = rows[work.code]["title"]
            named = {_bare(part) for part in (released, *_PARTS.split(released))}
            for title in (released, *rows[work.code]["titles"]):
                # “Radiologist” is what the release itself calls the Radiologists, and no other name for them.
                yield Title(work.code, title, "en", RELEASE if _bare(title) in named else ALTERNATE)


def _names(work: Work) -> Iterable[tuple[str, str]]:
    """What else people call an occupation, with the language: the pack's words and those of everywhere."""
    for names in (work.also, spoken().get(work.code, {})):
        for language, more in names.items():
            for title in more:
                yield language, title


def _known(title: str, language: str) -> tuple[str, str]:
    return language, _as_name(title)


def _bare(title: str) -> frozenset[str]:
    """An English title by the stems of its words: “Millwrights” is “millwright”."""
    return frozenset(stem(word, "en") for word in telling(words_in(title)))


def _of_the_pack(
    one: PackOccupation, pack: StatePack, row: dict[str, Any] | None, wage: Wage | None, release: Release | None
) -> Work:
    """The pack's words; figures of a release where one was taken in, else the pack's own."""
    figures = one.figures
    own = Wage(
        annual=figures.annual_median,
        hourly=figures.hourly_median,
        employment=figures.employment,
        year=figures.wage_year,
        source=pack.sources[figures.wage_source].title,
        group=figures.is_of_a_wider_group,
    )
    newer = wage is not None and wage.year >= own.year and not own.group
    interests, education = figures.interests, figures.education
    source, least = pack.sources[figures.source].title, figures.education_least or ""
    # What nobody was asked about rests on a source of another kind: an estimate of our own.
    asked = source if figures.education_source == figures.source else ""
    if row is not None and row["interests"]:
        interests = interest_letters(_named(row["interests"]))
        source = release.name if release else source
    if row is not None and row["education"]:
        shares = _steps(row["education"])
        education, least = usual_education(shares), least_education(shares)
        asked = release.name if release else source
    return Work(
        code=one.code,
        title=dict(one.words.title.root),
        about=dict(one.words.about.root),
        also=one.words.also,
        interests=interests,
        job_zone=(row or {}).get("job_zone") or figures.job_zone,
        education=education,
        education_source=asked,
        wage=wage if newer else own,
        source=source,
        of_the_pack=True,
        asks=pack.abilities.get(one.code),
        least="" if least == education else least,
    )


def _of_a_release(row: dict[str, Any], wage: Wage | None, release: str) -> Work:
    """What a release says, in its own words."""
    shares = _steps(row["education"])
    education = usual_education(shares) if shares else _BY_ZONE.get(row["job_zone"], "")
    least = least_education(shares) if shares else education
    return Work(
        code=row["code"],
        title={"en": row["title"]},
        about={"en": row["about"]},
        also=spoken().get(row["code"], {}),
        interests=interest_letters(_named(row["interests"])) if row["interests"] else "",
        job_zone=row["job_zone"],
        education=education,
        education_source=release if shares else "",
        wage=wage,
        source=release,
        of_the_pack=False,
        least="" if least == education else least,
    )


def _released_wage(code: str, wages: Mapping[str, WageGroup], release: Release | None) -> Wage | None:
    """The figures of the occupation, or of the group around it where only that is published."""
    if release is None or release.year is None:
        return None
    for group in (code[:7], f"{code[:6]}0"):
        row = wages.get(group)
        if row is not None:
            hourly = None if row.hourly_median is None else float(row.hourly_median)
            return Wage(row.annual_median, hourly, row.employment, release.year, release.name, group=group != code[:7])
    return None


def _named(letters: Mapping[str, float]) -> dict[str, float]:
    """Interests as the pack's rule takes them: it reads the first letter of each."""
    return {letter: float(value) for letter, value in letters.items()}


def _steps(education: Mapping[str, float]) -> dict[int, float]:
    return {int(step): float(percent) for step, percent in education.items()}
