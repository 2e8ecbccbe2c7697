"""One copy of a plan in the words of its language, as the plain data that ``plan.typ`` lays out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doorway.assessments.charts import Chart, compares_years, said, svg
from doorway.assessments.wording import explains_growth, year_rule
from doorway.messages.paper import STAND_IN, printable
from doorway.messages.paper.typefaces import TEXT
from doorway.pathways.on_the_plan import MOST_POINTS, POINT
from doorway.plans.charts import thaw
from doorway.plans.core import document as doc
from doorway.plans.core.document import GRADUATION, OCCUPATIONS
from doorway.plans.core.paper.terse import tersely
from doorway.plans.models import Goal
from doorway.plans.packet.copies import Copy, SignatureLine
from doorway.plans.wording import choice_words
from doorway.roster.grades import grade_words

# In units of a drawing: three ladders of three years stand side by side on Letter paper.
NARROW_LADDER = 220.0
# Longer names are cut on paper. Two pages hold any plan whose names are shorter.
LONGEST_LINE = 60
READING = ("reading", "reading_history")

_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
Faces = tuple[frozenset[int], ...]
Data = dict[str, Any]


def sheet(copy: Copy, *, opens_group: bool, has_groups: bool, faces: Faces) -> Data:
    """The data of one copy, in letters of these ``faces``.

    ``has_groups``: the packet is ordered by class; ``opens_group``: this is the first copy of its class.
    """
    with translation.override(copy.language):
        return _Sheet(copy, faces).build(opens_group, has_groups)


class _Sheet:
    """Builds the data of one copy; counts the letters that cannot be printed on the way."""

    def __init__(self, copy: Copy, faces: Faces) -> None:
        self.copy = copy
        self.plan = copy.document
        self.faces = faces
        self.lost = 0

    def build(self, opens_group: bool, has_groups: bool) -> Data:
        """Everything on the two pages."""
        plan = self.plan
        group = (self.copy.class_title or grade_words(plan.grade)) if has_groups else ""
        first = self.line(plan.student.first_name)
        found: Data = {
            "lang": self.copy.language,
            "group": self.line(group),
            "opens_group": opens_group,
            "level": 2 if has_groups else 1,
            "name": self.line(plan.student.name),
            "home": self.home(),
            "kind": self.word(plan.kind.family),
            "year": _("School year %(year)s") % {"year": plan.school_year},
            "school": self.line(plan.school.name),
            "district": self.line(plan.district),
            "facts": self.facts(group),
            "greeting": {
                "head": _("For %(name)s and family,") % {"name": first},
                "text": _(
                    "This plan says what %(name)s does well, what the tests show, and what we will do next, together. "
                    "Read it at home, write on the lines, and keep it: the next conference begins with it."
                )
                % {"name": first},
            },
            "sections": list(self.sections()),
            "ratings": self.ratings([part for part in plan.sections if part.scale]),
            "evidence": list(self.evidence()),
            "last_goals": self.goals(_("Goals of last time"), plan.last_goals) if plan.last_goals else None,
            "goals": self.goals(_("Our goals"), plan.goals),
            "questions": self.questions(),
            "talk": self.talk(),
            "signing": self.signing(),
            "footer": self.footer(),
            "labels": self.labels(first),
        }
        # Last, because it tells of letters that were lost on the way here.
        found["small"] = list(self.small())
        return found

    def line(self, text: str) -> str:
        """A name or another short text. A name of a paragraph's length is cut, or nothing else fits on two pages."""
        if len(text) > LONGEST_LINE:
            text = text[: LONGEST_LINE - 1].rstrip() + "…"
        return self.whole(text)

    def whole(self, text: str) -> str:
        """A text as long as it is."""
        kept = printable(text, self.faces)
        self.lost += kept.lost
        return kept.text

    def word(self, words: doc.Words) -> str:
        """A wording of the state pack in the copy's language."""
        return self.whole(self.wording(words))

    def wording(self, words: doc.Words) -> str:
        """A wording as it is kept, line by line."""
        return words.get(self.copy.language) or next(iter(words.values()), "")

    def passage(self, text: str, language: str, by: str = "") -> Data:
        """What somebody typed, in the language in which they typed it."""
        kept = printable(text, self.faces)
        self.lost += kept.lost
        return {"lang": language, "lines": list(kept.lines), "by": self.line(by)}

    def home(self) -> str:
        names = [self.line(name) for name in self.copy.home]
        return _("for the home of %(names)s") % {"names": _joined(names)} if names else ""

    def facts(self, group: str) -> str:
        """The grade, where it is not said above the name already, and the homeroom teacher."""
        homeroom = [teacher.name for teacher in self.plan.teachers if not teacher.subject]
        grade = grade_words(self.plan.grade)
        parts = ["" if grade == group else grade, *homeroom[:2]]
        return " · ".join(self.line(part) for part in parts if part)

    def sections(self) -> Iterable[Data]:
        """The parts in which people write words only; what Doorway knows beside it stands before the words."""
        known = {
            OCCUPATIONS: [self.occupation(one) for one in self.plan.occupations],
            GRADUATION: [self.known(one) for one in self.plan.graduation],
        }
        for part in self.plan.sections:
            if not part.scale:
                found = self.section(part)
                found["items"] = [*known.pop(part.key, []), *found["items"]]
                yield found
        titles = {OCCUPATIONS: _("Occupations of interest"), GRADUATION: _("Graduation")}
        yield from ({"title": titles[key], "prompt": "", "items": items} for key, items in known.items() if items)

    def known(self, words: doc.Words) -> Data:
        """What Doorway knows: a sentence or a list. It is never cut inside a line, and a long list not shown in full
        where it would take half a page; the extra sheet, where there is one, has all of it.
        """
        found = self.passage(self.wording(words), self.copy.language) | {"whole": True}
        points = len(found["lines"]) - 1
        if points > MOST_POINTS + 1:
            more = _("and %(number)s more") % {"number": points - MOST_POINTS}
            found |= {"shown": 1 + MOST_POINTS, "more": f"{POINT}{more}"}
        return found

    def occupation(self, one: doc.Occupation) -> Data:
        """An occupation as a line: its title, which choice it is, since when."""
        since = _("since %(date)s") % {"date": date_format(one.kept_on, "DATE_FORMAT")}
        return self.passage(self.word(one.title), self.copy.language, self.line(_choice(one, since)))

    def section(self, part: doc.Section) -> Data:
        """A part of the plan in which people write words only."""
        items = [self.passage(entry.text, entry.language, self.author(entry)) for entry in part.entries if entry.text]
        return {"title": self.word(part.title), "prompt": self.word(part.prompt), "items": items}

    def author(self, entry: doc.Entry) -> str:
        """Who wrote it, and as what."""
        as_what = {
            "student": "",
            "guardian": _("family"),
            "counselor": _("counselor"),
            "principal": _("principal"),
        }.get(entry.role, entry.subject)
        return ", ".join(filter(None, [entry.author, as_what]))

    def ratings(self, parts: Sequence[doc.Section]) -> Data | None:
        """Parts with a scale as one table: a row per author, a column per part."""
        if not parts:
            return None
        authors = dict.fromkeys((entry.author, entry.subject) for part in parts for entry in part.entries)
        rows = [
            {
                "who": self.line(" · ".join(filter(None, author))),
                "cells": [self.rated(part, author) for part in parts],
            }
            for author in authors
        ]
        return {
            "title": _("In the classroom and at home"),
            "who": _("Who says it"),
            "columns": [
                {
                    "title": self.word(part.title),
                    "scale": [self.word(step.title) for step in part.scale],
                }
                for part in parts
            ],
            "rows": rows,
        }

    def rated(self, part: doc.Section, author: tuple[str, str]) -> Data | None:
        """What one author says in one part: the step of the scale, and words."""
        entry = next((entry for entry in part.entries if (entry.author, entry.subject) == author), None)
        if entry is None:
            return None
        steps = [step.value for step in part.scale]
        known = entry.rating in steps
        return {
            "value": steps.index(entry.rating) + 1 if known and entry.rating is not None else None,
            "word": self.word(entry.rating_words or {}) if known else "",
            "said": self.passage(entry.text, entry.language) if entry.text else None,
        }

    def evidence(self) -> Iterable[Data]:
        """Reading, then the core tests: sentences, charts, and the table of the parts."""
        reading = [item for item in self.plan.evidence if item.key in READING]
        core = [item for item in self.plan.evidence if item.key not in READING]
        for title, items in ((_("Reading"), reading), (_("Core tests from year to year"), core)):
            if items:
                tables = [table for item in items if (table := (item.parts or {}).get(self.copy.language))]
                charts = [thaw(item.chart) for item in items]
                yield {
                    "title": title,
                    "sentences": list(self.sentences(items)),
                    "charts": [self.chart(chart) for chart in charts],
                    # Where a year has a word beside the time before, what the word means.
                    "rule": self.whole(year_rule(self.copy.language)) if compares_years(charts) else "",
                    "tables": [
                        {"caption": table.caption, "head": list(table.head), "rows": [list(row) for row in table.rows]}
                        for table in tables
                    ],
                }

    def sentences(self, items: Iterable[doc.Exhibit]) -> Iterable[Data]:
        """What is said of each test: its name once, and what a percentile or a range means at the first of them."""
        known: set[str] = set()
        for item in items:
            said = list(filter(None, [self.word(item.sentence), *(self.word(note) for note in item.notes)]))
            if said:
                lead, rest = tersely(said, self.word(item.title), explains_growth(self.copy.language), known)
                yield {"lead": lead, "said": rest}

    def chart(self, chart: Chart) -> Data:
        """The drawing of the page, and all its numbers in sentences for those who do not see it."""
        drawing = svg(chart, self.copy.language, font=TEXT, least=NARROW_LADDER)
        size = _SIZE.search(drawing)
        width = int(size[1]) if size else NARROW_LADDER
        return {"svg": str(drawing), "width": width, "alt": said(chart, self.copy.language)}

    def goals(self, title: str, goals: Iterable[doc.Goal]) -> Data:
        """Goals as a table; how it went stays empty while somebody works on it."""
        rows = []
        for goal in goals:
            owner = str(dict(Goal.Owner.choices).get(goal.owner, goal.owner))
            how = "" if goal.status == Goal.Status.OPEN else str(dict(Goal.Status.choices).get(goal.status, ""))
            rows.append(
                {
                    "goal": self.passage(goal.text, goal.language),
                    "who": self.line(f"{owner} ({goal.owner_name})" if goal.owner_name else owner),
                    "when": date_format(goal.due_on, "DATE_FORMAT"),
                    "how": how,
                }
            )
        head = [_("Goal"), pgettext("of a goal", "Who"), _("Until"), _("How it went")]
        choices = [str(Goal.Status.MET.label), str(Goal.Status.OPEN.label)]
        return {"title": title, "head": head, "rows": rows, "choices": choices}

    def questions(self) -> Data:
        """What the family asked, with the answers."""
        items = [
            {"ask": self.passage(asked.text, asked.language, asked.asked_by), "answer": self.answer(asked)}
            for asked in self.plan.questions
        ]
        return {"title": _("What the family asks"), "items": items}

    def answer(self, asked: doc.Question) -> Data | None:
        """The school's answer: the document does not know its language, and a school answers in its own."""
        return self.passage(asked.answer, settings.LANGUAGE_CODE, asked.answered_by) if asked.answer else None

    def talk(self) -> Data:
        """The notes of the conversation, and who took part."""
        people = _joined([self.line(person.name) for person in self.plan.participants])
        return {
            "title": _("Notes of our conversation"),
            "people": _("There were: %(names)s") % {"names": people} if people else "",
            "items": [self.passage(note.text, note.language, note.author) for note in self.plan.notes],
        }

    def signing(self) -> Data:
        """A line for everybody who signs."""
        return {
            "title": _("Signatures"),
            "sentence": _("Signing says: I have read this plan, and we talked about it."),
            "lines": [self.signature(line) for line in self.copy.signatures],
        }

    def signature(self, line: SignatureLine) -> Data:
        role = {"guardian": _("Guardian"), "student": _("Student"), "teacher": _("Teacher")}.get(
            line.role, _("Teacher or counselor")
        )
        name = self.line(line.name)
        day = "" if line.signed_on is None else date_format(line.signed_on, "DATE_FORMAT")
        return {
            # Below a name that stands on the line already, the role alone.
            "label": role if day or not name else f"{role}: {name}",
            "signed": name if day else "",
            "date": day or _("Date"),
        }

    def footer(self) -> Data:
        name = self.line(self.plan.student.name)
        place = f"{self.line(self.plan.school.name)} · {self.plan.school_year}"
        who = _("%(name)s · page {page} of {total}") % {"name": name.replace("{", "(").replace("}", ")")}
        return {"who": who, "where": place}

    def labels(self, first: str) -> dict[str, str]:
        return {
            "room": pgettext("ruled lines", "Room to write"),
            "room_after": pgettext("ruled lines", "What we want to remember"),
            "goes_on": _("(more on the extra sheet)"),
            "more": _("And {number} more on the extra sheet."),
            "answer": _("Answer"),
            "further": _("More of the plan of %(name)s") % {"name": first},
            "further_text": _(
                "There was not enough room on the first two pages for these words. Here they are in full."
            ),
            "tests_further": _("This is on the extra sheet: there was not enough room for it here."),
        }

    def small(self) -> Iterable[str]:
        """The small print: what this paper is, the law, what could not be printed."""
        yield self.copy.status
        phone = self.line(self.plan.school.phone)
        if phone:
            yield _("Questions? Call the school: %(phone)s.") % {"phone": phone}
        if any(entry.language != self.copy.language for part in self.plan.sections for entry in part.entries):
            yield _("What people wrote appears here in the language in which they wrote it.")
        for citation in self.plan.citations:
            yield f"{self.line(citation.code)}: {self.word(citation.about)}"
        if self.lost:
            yield _("%(sign)s stands for a character that could not be printed. Ask the school for these words.") % {
                "sign": STAND_IN
            }


def _choice(one: doc.Occupation, since: str) -> str:
    """Which choice it is and since when."""
    return ", ".join(filter(None, [choice_words(one.place), since]))


def _joined(names: Sequence[str]) -> str:
    """Names in a row: "Rosa Morales, Mateo Morales and June Albrecht"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
