"""The words of the national classifications: fields of work, interests, education, skills, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from doorway.pathways.occupations.catalog import Wage, Words, Work

# Fields of work: the first two digits of a code.
FIELDS: dict[str, str | Promise] = {
    "11": gettext_lazy("Leading and managing"),
    "13": gettext_lazy("Business and money"),
    "15": gettext_lazy("Computers and math"),
    "17": gettext_lazy("Building plans and engineering"),
    "19": gettext_lazy("Science and nature"),
    "21": gettext_lazy("Helping people and communities"),
    "23": gettext_lazy("Law"),
    "25": gettext_lazy("Teaching and libraries"),
    "27": gettext_lazy("Art, media and sports"),
    "29": gettext_lazy("Medicine and health"),
    "31": gettext_lazy("Caring for patients"),
    "33": gettext_lazy("Police, fire and safety"),
    "35": gettext_lazy("Cooking and serving food"),
    "37": gettext_lazy("Cleaning and gardens"),
    "39": gettext_lazy("Personal care, animals and travel"),
    "41": gettext_lazy("Selling"),
    "43": gettext_lazy("Office work"),
    "45": gettext_lazy("Farms, ranches and forests"),
    "47": gettext_lazy("Construction and mining"),
    "49": gettext_lazy("Repairing and installing"),
    "51": gettext_lazy("Making things"),
    "53": gettext_lazy("Driving, flying and moving"),
    "55": gettext_lazy("Armed forces"),
}
# Interests: a name, and what somebody likes who has it.
INTERESTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "R": (pgettext_lazy("interest", "Building and fixing"), gettext_lazy("Hands, tools, machines, animals, outdoors")),
    "I": (pgettext_lazy("interest", "Finding out"), gettext_lazy("Asking why, testing ideas, solving puzzles")),
    "A": (pgettext_lazy("interest", "Creating"), gettext_lazy("Drawing, writing, music, acting, designing")),
    "S": (pgettext_lazy("interest", "Helping"), gettext_lazy("Teaching, caring, listening, being with people")),
    "E": (pgettext_lazy("interest", "Leading"), gettext_lazy("Starting things, selling, convincing")),
    "C": (pgettext_lazy("interest", "Organizing"), gettext_lazy("Order, numbers, lists and records")),
}  # fmt: skip
EDUCATION: dict[str, str | Promise] = {
    "none": gettext_lazy("No diploma needed"),
    "high_school": gettext_lazy("High school diploma"),
    "certificate": gettext_lazy("Certificate or some college"),
    "associate": gettext_lazy("Two-year college degree"),
    "bachelor": gettext_lazy("Four-year college degree"),
    "graduate": gettext_lazy("More than four years of college"),
}
ZONES: dict[int, str | Promise] = {
    1: gettext_lazy("Little: a few days to a few months of showing how."),
    2: gettext_lazy("Some: a few months to a year with somebody who knows the work."),
    3: gettext_lazy("Medium: one or two years of training, school or apprenticeship."),
    4: gettext_lazy("Much: several years of work, training or college."),
    5: gettext_lazy("Very much: long study and years of experience."),
}
# Skills and areas of knowledge, by the names that the release gives them.
ABILITIES: dict[str, str | Promise] = {
    "Active Learning": gettext_lazy("Learning new things and using them"),
    "Active Listening": gettext_lazy("Listening well"),
    "Complex Problem Solving": gettext_lazy("Solving hard problems"),
    "Coordination": gettext_lazy("Working together with others"),
    "Critical Thinking": gettext_lazy("Weighing reasons"),
    "Equipment Maintenance": gettext_lazy("Caring for equipment"),
    "Equipment Selection": gettext_lazy("Choosing tools and equipment"),
    "Installation": gettext_lazy("Installing machines and programs"),
    "Instructing": gettext_lazy("Showing others how"),
    "Judgment and Decision Making": gettext_lazy("Deciding well"),
    "Learning Strategies": gettext_lazy("Knowing how people learn"),
    "Management of Financial Resources": gettext_lazy("Handling money"),
    "Management of Material Resources": gettext_lazy("Handling supplies"),
    "Management of Personnel Resources": gettext_lazy("Leading people at work"),
    "Mathematics": gettext_lazy("Mathematics"),
    "Monitoring": gettext_lazy("Watching how things go"),
    "Negotiation": gettext_lazy("Bringing people to agree"),
    "Operation and Control": gettext_lazy("Running machines"),
    "Operations Analysis": gettext_lazy("Finding out what is needed"),
    "Operations Monitoring": gettext_lazy("Watching gauges and dials"),
    "Persuasion": gettext_lazy("Convincing people"),
    "Programming": gettext_lazy("Programming"),
    "Quality Control Analysis": gettext_lazy("Testing quality"),
    "Reading Comprehension": gettext_lazy("Understanding what you read"),
    "Repairing": gettext_lazy("Repairing"),
    "Science": gettext_lazy("Using science"),
    "Service Orientation": gettext_lazy("Looking for ways to help"),
    "Social Perceptiveness": gettext_lazy("Noticing how others feel"),
    "Speaking": gettext_lazy("Speaking clearly"),
    "Systems Analysis": gettext_lazy("Seeing how a whole works"),
    "Systems Evaluation": gettext_lazy("Judging how well a whole works"),
    "Technology Design": gettext_lazy("Making tools fit their users"),
    "Time Management": gettext_lazy("Using time well"),
    "Troubleshooting": gettext_lazy("Finding what is broken"),
    "Writing": gettext_lazy("Writing"),
    "Administration and Management": gettext_lazy("Running an organization"),
    "Administrative": gettext_lazy("Office work"),
    "Biology": gettext_lazy("Biology"),
    "Building and Construction": gettext_lazy("Building and construction"),
    "Chemistry": gettext_lazy("Chemistry"),
    "Communications and Media": gettext_lazy("Media"),
    "Computers and Electronics": gettext_lazy("Computers and electronics"),
    "Customer and Personal Service": gettext_lazy("Serving customers"),
    "Design": gettext_lazy("Design"),
    "Economics and Accounting": gettext_lazy("Money and accounting"),
    "Education and Training": gettext_lazy("Teaching"),
    "Engineering and Technology": gettext_lazy("Engineering"),
    "English Language": gettext_lazy("English"),
    "Fine Arts": gettext_lazy("The arts"),
    "Food Production": gettext_lazy("Growing food"),
    "Foreign Language": gettext_lazy("Another language"),
    "Geography": gettext_lazy("Geography"),
    "History and Archeology": gettext_lazy("History"),
    "Law and Government": gettext_lazy("Law and government"),
    "Mechanical": gettext_lazy("Machines and tools"),
    "Medicine and Dentistry": gettext_lazy("Medicine"),
    "Personnel and Human Resources": gettext_lazy("Hiring and pay"),
    "Philosophy and Theology": gettext_lazy("Philosophy and religion"),
    "Physics": gettext_lazy("Physics"),
    "Production and Processing": gettext_lazy("How things are made"),
    "Psychology": gettext_lazy("Psychology"),
    "Public Safety and Security": gettext_lazy("Safety"),
    "Sales and Marketing": gettext_lazy("Selling"),
    "Sociology and Anthropology": gettext_lazy("Peoples and cultures"),
    "Telecommunications": gettext_lazy("Phones and networks"),
    "Therapy and Counseling": gettext_lazy("Therapy and counseling"),
    "Transportation": gettext_lazy("Transportation"),
}


def language() -> str:
    """The active language, without its country."""
    return (get_language() or "en")[:2]


def said(words: Words) -> str:
    """A wording in the active language; in English, or whatever there is, where it has none."""
    return words.get(language()) or words.get("en") or next(iter(words.values()), "")


def spoken(words: Words) -> str:
    """The language in which :func:`said` says it; empty when it is the page's."""
    return "" if language() in words else "en"


def ability(name: str) -> str:
    """A skill or an area of knowledge; the release's own name where we have none."""
    return str(ABILITIES.get(name, name))


def field_name(field: str) -> str:
    """A field of work."""
    return str(FIELDS.get(field, field))


def education_name(step: str) -> str:
    """A step of education."""
    return str(EDUCATION[step]) if step in EDUCATION else ""


def begun_with(step: str) -> str:
    """The same, as what many begin with."""
    return _("Many begin with: %(step)s") % {"step": education_name(step)}


def education(work: Work) -> str:
    """With what many begin, and what is usual where that is more; the same in lists and on the occupation's page."""
    name = education_name(work.education)
    if work.least:
        values = {"least": education_name(work.least), "usual": name}
        return _("Many begin with: %(least)s (in the middle: %(usual)s)") % values
    if work.education_source or not name:
        return name or _("Education is not known")
    return _("%(step)s (our estimate: nobody was asked)") % {"step": name}


def education_meant(work: Work) -> str:
    """What these words stand for, and who says it, as HTML; empty for an estimate."""
    if not work.education_source:
        return ""
    if work.least:
        sentence = _(
            "People who know the work were asked what somebody new needs. For at least one in four of them the first is"
            " enough; in the middle means that for at least half of them it is. Source:"
        )
    else:
        sentence = _(
            "People who know the work were asked what somebody new needs. For at least half of them this is enough;"
            " fewer than one in four say that less is. Source:"
        )
    return format_html('{} <span lang="en">{}</span>.', sentence, work.education_source)


def interest_names(letters: str) -> list[str]:
    """The names of interests, strongest first."""
    return [str(INTERESTS[letter][0]) for letter in letters]


def dollars(wage: Wage) -> str:
    """The median wage in a sentence's part; empty where none was published."""
    if wage.annual is not None:
        return _("$%(amount)s a year") % {"amount": f"{wage.annual:,}"}
    return "" if wage.hourly is None else _("$%(amount)s an hour") % {"amount": f"{wage.hourly:,.2f}"}


def also_called(work: Work, more: Mapping[str, list[str]], most: int) -> list[str]:
    """Other titles in the page's language: the pack's, then (in English) those of the release."""
    own = {said(work.title).casefold()}
    titles = [*work.also.get(language(), ()), *more.get(language(), ())]
    return list(dict.fromkeys(title for title in titles if title.casefold() not in own))[:most]
