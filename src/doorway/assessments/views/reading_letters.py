"""Letters about reading: what the school office sends, and the letter as the family reads it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.assessments.access import (
    LETTER_ROLES,
    letter_reason,
    letter_school,
    letter_schools,
    letter_students,
    open_letter,
)
from doorway.assessments.forms.letters import HelpForm
from doorway.assessments.letters.actions import help_words, occasions, put_on_paper, write_letters
from doorway.assessments.letters.by_email import in_mail
from doorway.assessments.letters.paper import letters_pdf
from doorway.assessments.letters.rolls import (
    Asked,
    Line,
    PeriodRoll,
    asked_in,
    current_period,
    result_now,
    rolls_of,
    students_asked,
)
from doorway.assessments.letters.writing import compose
from doorway.assessments.queries.reading_letters import letters_on_paper, school_lines, words_of
from doorway.roster.access import Kind, Reason, log_looks, shows, signed_in, staff
from doorway.roster.middleware import ViewerRequest
from doorway.roster.models import Person, School
from doorway.roster.told_apart import told_apart

PER_PAGE = 50
# Of what there is, this is shown first.
FIRST = ("to_write", "cannot", "corrected", "told", "no_result")
SHOW: dict[str, str | Promise] = {
    "to_write": gettext_lazy("Letter still to send"),
    "cannot": gettext_lazy("Nobody to write to"),
    "told": gettext_lazy("Has the letter"),
    "corrected": gettext_lazy("Score corrected after the letter"),
    "no_result": gettext_lazy("No result yet"),
    "all": gettext_lazy("Everybody"),
}


@staff(*LETTER_ROLES)
@shows(Kind.SCORES)
@require_GET
def schools(request: ViewerRequest) -> HttpResponse:
    """How the schools stand at one time of the year; the only one is opened at once."""
    known = list(letter_schools(request.viewer).order_by("name"))
    if len(known) == 1:
        return redirect("school_reading_letters", school_id=known[0].pk)
    if not known:
        raise Http404
    district = known[0].district
    today = timezone.localdate(timezone=district.zone)
    try:
        asked = asked_in(district, today)
    except Refusal as refusal:
        return _refused(request, refusal)
    lines = school_lines([school for school in known if school.district_id == district.pk], asked, today)
    tested = [key for key, found in lines.items() if any(line.results for line in found)]
    chosen = _period(request, asked) or (tested or list(lines))[-1 if tested else 0]
    context = {
        "periods": _choices(asked),
        "period": chosen,
        "period_title": asked.title(chosen, _language()),
        "due": asked.period(chosen).due_in(asked.year),
        "is_late": today > asked.period(chosen).due_in(asked.year),
        "lines": lines[chosen],
        "open": sum(line.open for line in lines[chosen]),
        "citation": asked.rule.citation,
    }
    return render(request, "assessments/letters/schools.html", context)


@staff(*LETTER_ROLES)
@shows(Kind.SCORES)
@require_GET
def school(request: ViewerRequest, school_id: uuid.UUID) -> HttpResponse:
    """Which letter is due by when, who must get one, who has, who cannot, who has no result yet."""
    found = letter_school(request.viewer, school_id)
    try:
        asked = asked_in(found.district, _today(found))
    except Refusal as refusal:
        return _refused(request, refusal)
    return _school_page(request, found, asked, HelpForm(words=words_of(found, asked)))


@staff(*LETTER_ROLES)
@shows(Kind.SCORES)
@require_POST
def write(request: ViewerRequest, school_id: uuid.UUID, period: str) -> HttpResponse:
    """Read one letter first, or send them all: by e-mail where there is an address, else on paper."""
    found = letter_school(request.viewer, school_id)
    form = HelpForm(request.POST, words={})
    try:
        asked = asked_in(found.district, _today(found))
        asked.period(period)
        if not form.is_valid():
            return _school_page(request, found, asked, form, period=period, status=422)
        if request.POST.get("step") == "look":
            return _preview(request, found, asked, period, form)
        written = write_letters(
            school=found,
            period=period,
            asked=asked,
            students=lambda: _students(request, found, asked),
            words=form.words,
            by=request.viewer.user,
            now=timezone.now(),
            today=_today(found),
        )
    except Refusal as refusal:
        return _refused(request, refusal, found, period)
    if written.by_email:
        text = ngettext("%(number)s letter goes by e-mail.", "%(number)s letters go by e-mail.", written.by_email)
        messages.success(request, text % {"number": written.by_email})
    if written.on_paper:
        text = ngettext(
            "%(number)s letter is ready to print.", "%(number)s letters are ready to print.", written.on_paper
        )
        messages.success(request, text % {"number": written.on_paper})
    return redirect(_address(found, period))


@staff(*LETTER_ROLES)
@shows(Kind.SCORES)
@require_POST
def paper_too(request: ViewerRequest, school_id: uuid.UUID, period: str) -> HttpResponse:
    """Put on paper what nobody opened, or only what could not be delivered."""
    found = letter_school(request.viewer, school_id)
    try:
        asked = asked_in(found.district, _today(found))
        number = put_on_paper(
            school=found,
            period=period,
            asked=asked,
            students=lambda: _students(request, found, asked),
            now=timezone.now(),
            only_undelivered=request.POST.get("only") == "undelivered",
        )
    except Refusal as refusal:
        return _refused(request, refusal, found, period)
    text = ngettext("%(number)s letter is ready to print.", "%(number)s letters are ready to print.", number)
    messages.success(request, text % {"number": number})
    return redirect(_address(found, period))


@staff(*LETTER_ROLES)
@shows(Kind.SCORES)
@require_GET
def school_pdf(request: ViewerRequest, school_id: uuid.UUID, period: str) -> HttpResponse:
    """The letters on paper as one PDF; ``?made=`` (a moment) only those that were put on paper together."""
    viewer = request.viewer
    found = letter_school(viewer, school_id)
    try:
        asked = asked_in(found.district, _today(found))
        asked.period(period)
        letters = letters_on_paper(found, asked, period, _moment(request.GET.get("made", "")))
        seen = set(
            letter_students(viewer).filter(pk__in=[one.student_id for one in letters]).values_list("pk", flat=True)
        )
        letters = [one for one in letters if one.student_id in seen]
        title = _("Letters about reading: %(school)s") % {"school": found.name}
        made = letters_pdf(letters, title=title, language=_language(), now=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal, found, period)
    students = list({one.student_id: one.student for one in letters}.values())
    log_looks(viewer, students, reason=letter_reason(viewer, found).value, page="reading_letters_pdf")
    return _pdf(made, f"reading-letters-{found.slug}-{period.lower()}.pdf")


@signed_in
@shows(Kind.SCORES)
@require_GET
def letter(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """One letter, for the home to which it went and for the school."""
    found, reason = open_letter(request.viewer, letter_id)
    asked = asked_in(found.district, _today(found.school))
    language = _language()
    said = found.content.get(language) or found.content[found.language]
    is_family = reason == Reason.GUARDIAN
    context = {
        "letter": found,
        "said": said,
        "words_language": language if language in found.content else found.language,
        "is_family": is_family,
        "in_mail": in_mail(request.viewer, found) if is_family else None,
        # Where the district puts no scores into e-mails, nothing is offered.
        "may_ask_for_scores": settings.SCORES_BY_EMAIL,
        "names": found.addressed.split("\n"),
        "now": result_now(found, asked),
    }
    return render(request, "assessments/letters/letter.html", context)


@signed_in
@shows(Kind.SCORES)
@require_GET
def letter_pdf(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The same for paper, in the language of the home."""
    found, _reason = open_letter(request.viewer, letter_id)
    title = found.content[found.language]["title"]
    made = letters_pdf([found], title=title, language=found.language, now=timezone.now())
    return _pdf(made, f"reading-letter-{found.period.lower()}-{found.school_year}.pdf")


def _school_page(
    request: ViewerRequest, found: School, asked: Asked, form: HelpForm, *, period: str = "", status: int = 200
) -> HttpResponse:
    viewer, today = request.viewer, _today(found)
    rolls = rolls_of(_students(request, found, asked), asked)
    chosen = period or _period(request, asked) or current_period(rolls, today)
    roll = rolls[chosen]
    show = request.GET.get("show", "")
    if show not in SHOW:
        show = next((key for key in FIRST if _lines(roll, key)), "all")
    page = Paginator(_lines(roll, show), PER_PAGE).get_page(request.GET.get("page"))
    lines: list[Line] = list(page.object_list)
    # Among all of the school, not of a page: the other one may stand on the next.
    names = told_apart(line.student for line in roll.lines)
    log_looks(
        viewer, [line.student for line in lines], reason=letter_reason(viewer, found).value, page="reading_letters"
    )
    context = {
        "school": found,
        "form": form,
        "roll": roll,
        "rolls": rolls,
        "periods": [(key, title, rolls[key]) for key, title in _choices(asked)],
        "period": chosen,
        "period_title": asked.title(chosen, _language()),
        "is_late": today > roll.due,
        "runs": roll.paper_runs,
        "unopened": len(roll.unopened),
        "undelivered": len(roll.undelivered),
        "show": show,
        "shows": [(key, words, len(_lines(roll, key))) for key, words in SHOW.items()],
        "page": page,
        "lines": [(line, names[line.student.pk]) for line in lines],
        "asked": asked,
        "has_others": request.viewer.has_role("district"),
        "citation": asked.rule.citation,
        "level_words": _level_words(asked),
    }
    return render(request, "assessments/letters/school.html", context, status=status)


def _preview(request: ViewerRequest, found: School, asked: Asked, period: str, form: HelpForm) -> HttpResponse:
    """The first letter with these words, before anything goes out."""
    words = help_words(form.words)
    roll = rolls_of(_students(request, found, asked), asked, periods=[period])[period]
    if not roll.to_write:
        return redirect(_address(found, period))
    line, occasion = occasions(roll.to_write[:1], found, period, asked, words, _today(found))[0]
    home = line.to_write[0]
    viewer = request.viewer
    log_looks(viewer, [line.student], reason=letter_reason(viewer, found).value, page="reading_letters")
    context = {
        "school": found,
        "period": period,
        "form": form,
        "roll": roll,
        "names": home.names,
        "home_language": home.language,
        "said": compose(occasion, asked, to=home.names, languages=[home.language])[home.language],
    }
    return render(request, "assessments/letters/preview.html", context)


def _lines(roll: PeriodRoll, show: str) -> list[Line]:
    return list(roll.lines) if show == "all" else list(getattr(roll, show))


def _students(request: ViewerRequest, found: School, asked: Asked) -> list[Person]:
    return students_asked(found, asked, _today(found), among=letter_students(request.viewer))


def _level_words(asked: Asked) -> Mapping[str, str]:
    """What the levels are called."""
    return {
        level.key: level.title(_language())
        for key in asked.rule.instruments
        for level in asked.yardsticks.instruments[key].levels
    }


def _choices(asked: Asked) -> list[tuple[str, str]]:
    return [(one.period, asked.title(one.period, _language())) for one in asked.rule.periods]


def _period(request: ViewerRequest, asked: Asked) -> str:
    """The time of the year that was asked for, where there is a letter then."""
    wanted = request.GET.get("period", "")
    return wanted if asked.rule.period(wanted) is not None else ""


def _address(found: School, period: str) -> str:
    return f"{reverse('school_reading_letters', kwargs={'school_id': found.pk})}?period={period}"


def _refused(request: ViewerRequest, refusal: Refusal, found: School | None = None, period: str = "") -> HttpResponse:
    context: dict[str, Any] = {"sentence": str(refusal), "back": _address(found, period) if found else ""}
    return render(request, "assessments/letters/refused.html", context, status=409)


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _moment(text: str) -> datetime | None:
    """A moment as the page wrote it; 404 for anything else."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if timezone.is_naive(found):
        raise Http404
    return found


def _today(found: School) -> date:
    return timezone.localdate(timezone=found.district.zone)


def _language() -> str:
    return get_language() or "en"
