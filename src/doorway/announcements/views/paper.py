"""Who needs a letter on paper: a list to print or to take along as a spreadsheet. Every look is logged."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doorway.accounts.languages import in_words
from doorway.accounts.tables import write_rows
from doorway.announcements.access import WRITERS, letter_for
from doorway.announcements.on_paper import PaperHome, languages_of, paper_homes, students_of
from doorway.announcements.queries import has_students, text_of
from doorway.roster.access import Viewer, log_looks, reason_of, staff
from doorway.roster.middleware import ViewerRequest

PER_PAGE = 200


@staff(*WRITERS)
@require_GET
def on_paper(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Families whom no e-mail reaches: which child takes the letter home, in which language."""
    letter = letter_for(request.viewer, letter_id)
    homes = paper_homes(request.viewer, letter)
    page = Paginator(homes, PER_PAGE).get_page(request.GET.get("page"))
    _log(request.viewer, list(page))
    text = text_of(letter, translation.get_language() or "en")
    context = {
        "letter": letter,
        "title": text.title if text else "",
        "page": page,
        "has_students": bool(homes) or has_students(letter),
        "rows": [(home, in_words(home.language)) for home in page],
        "copies": [(in_words(language), count) for language, count in languages_of(homes)],
    }
    return render(request, "announcements/on_paper.html", context)


@staff(*WRITERS)
@require_GET
def on_paper_csv(request: ViewerRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The same for a spreadsheet, whole."""
    letter = letter_for(request.viewer, letter_id)
    homes = paper_homes(request.viewer, letter)
    _log(request.viewer, homes)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.write("\ufeff")
    answer.headers["Content-Disposition"] = f'attachment; filename="on-paper-{letter.slug[:60]}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    head = (
        _("School"),
        _("Class"),
        _("Grade"),
        _("Student"),
        _("Brothers and sisters"),
        _("Guardians"),
        _("Language"),
        _("Why"),
    )
    rows = (
        (
            getattr(home.child, "school_name", "") or "",
            getattr(home.child, "homeroom", "") or "",
            home.child.grade,
            home.child.full_name,
            "; ".join(sibling.full_name for sibling in home.siblings),
            "; ".join(guardian.full_name for guardian in home.guardians),
            in_words(home.language),
            _why(home),
        )
        for home in homes
    )
    write_rows(answer, [head, *rows])
    return answer


def _why(home: PaperHome) -> str:
    """Why a home has no e-mail."""
    if not home.guardians:
        return _("No guardian on record")
    return _("The e-mail could not be delivered") if home.has_failed else _("No e-mail address")


def _log(viewer: Viewer, homes: Sequence[PaperHome]) -> None:
    by_reason: dict[str, list[uuid.UUID]] = {}
    students = {student.pk: student for student in students_of(homes)}
    for pk, student in students.items():
        reason = reason_of(student)
        by_reason.setdefault(reason.value if reason else "", []).append(pk)
    for value, ids in by_reason.items():
        log_looks(viewer, [students[pk] for pk in ids], reason=value, page="letter_on_paper")
