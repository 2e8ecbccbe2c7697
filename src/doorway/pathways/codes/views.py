"""The page on which a person says which national code each class has."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doorway.pathways.codes.access import ROLES, code_keeper
from doorway.pathways.codes.actions import say_codes
from doorway.pathways.codes.areas import area_list, confirm_areas
from doorway.pathways.codes.forms import code_page
from doorway.pathways.codes.queries import MOST_LETTERS, SHOWN, code_changes, code_list
from doorway.pathways.codes.table import national_table
from doorway.roster.access import staff
from doorway.roster.middleware import ViewerRequest


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def course_codes(request: ViewerRequest) -> HttpResponse:
    """The classes without a code, each with what it may be and why; several are answered at once."""
    keeper = code_keeper(request.viewer)
    table = national_table()
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    text = request.GET.get("q", "").replace("\x00", "")[:MOST_LETTERS]
    found = code_list(keeper.district, table, shown=shown, text=text, number=request.GET.get("page"))
    page = code_page(found.rows, table, request.POST if request.method == "POST" else None)
    if page.choices:
        refused = say_codes(keeper, page.choices, user=request.viewer.user, now=timezone.now())
        done = len(page.choices) - len(refused)
        for one in page.said:
            one.error = one.error or str(refused.get(one.row.course.pk, ""))
        if done:
            said = ngettext("One code is kept.", "%(number)s codes are kept.", done)
            messages.success(request, said % {"number": done} if done > 1 else said)
    elif request.method == "POST" and not page.errors:
        messages.info(request, _("Nothing was chosen, so nothing has changed."))
    if request.method == "POST" and not page.errors:
        asked = {name: value for name, value in (("show", shown), ("q", text)) if value and value != "open"}
        return redirect(reverse("course_codes") + (f"?{urlencode(asked)}" if asked else ""))
    if page.choices:
        # What was kept is no longer among those that wait; what was refused is shown with its reason.
        page.said = page.errors
    context = {
        "table": table,
        "command": "doorway import sced",
        "found": found,
        "said": page.said,
        "errors": page.errors,
        "shown": shown,
        "text": text,
        "lists": [(kind, words, found.counts[kind]) for kind, words in SHOWN.items()],
        "changes": code_changes(keeper.district),
    }
    return render(request, "pathways/codes/list.html", context, status=422 if page.errors else 200)


@staff(*ROLES)
@require_http_methods(["GET", "POST"])
def course_areas(request: ViewerRequest) -> HttpResponse:
    """The classes that count as electives only, and what their codes propose; several are answered at once."""
    keeper = code_keeper(request.viewer)
    found = area_list(keeper.district, national_table(), request.GET.get("page"))
    if request.method == "POST":
        chosen = {row.course.pk: tuple(request.POST.getlist(f"areas-{row.course.pk.hex}")) for row in found.rows}
        done = confirm_areas(keeper.district, chosen, user=request.viewer.user, now=timezone.now())
        if done:
            said = ngettext(
                "One class counts for what you have chosen.", "%(number)s classes count for what you have chosen.", done
            )
            messages.success(request, said % {"number": done} if done > 1 else said)
        else:
            messages.info(request, _("Nothing was chosen, so nothing has changed."))
        return redirect("course_areas")
    return render(request, "pathways/codes/areas.html", {"found": found})
