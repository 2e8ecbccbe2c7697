"""What everybody may read and answer: the archive, a letter, its feed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.accounts.typing import lines_of_text
from doorway.announcements.access import public_letter, published, writes_as_family
from doorway.announcements.actions.replies import take_reply
from doorway.announcements.body import to_html
from doorway.announcements.core.judging import LONGEST
from doorway.announcements.dates import dates_as_html
from doorway.announcements.errors import RepliesClosed
from doorway.announcements.feeds import LetterFeed, feed_address
from doorway.announcements.forms import ReplyForm, seal
from doorway.announcements.models import Announcement
from doorway.announcements.queries import (
    by_school_year,
    corrected_on,
    counts_by_year,
    in_school_year,
    lines,
    phone_of,
    sender_of,
    shown_replies,
    signature_of,
    text_of,
)
from doorway.roster.access import public
from doorway.roster.middleware import ViewerRequest

PER_PAGE = 50


@public
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of the only district; with several districts, a choice of them."""
    districts = list(District.objects.all())
    if len(districts) == 1:
        return redirect("letters_of", district_code=districts[0].code)
    return render(request, "announcements/districts.html", {"districts": districts})


@public
@require_safe
def letters_of(request: HttpRequest, district_code: str) -> HttpResponse:
    """Every letter of a district and its schools, by school year; ``?year=2011-12`` has those of one."""
    district = _district(district_code)
    everything = published(district)
    years = counts_by_year(everything)
    chosen = request.GET.get("year", "")
    if chosen and chosen not in years:
        raise Http404
    page = Paginator(in_school_year(everything, chosen) if chosen else everything, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "district": district,
        "page": page,
        "years": [(year, years[year], found) for year, found in by_school_year(lines(page, _language()))],
        "choices": years,
        "chosen": chosen,
        "feed": feed_address(district),
    }
    return render(request, "announcements/archive.html", context)


@public
@require_safe
def letter(request: HttpRequest, district_code: str, slug: str) -> HttpResponse:
    """One letter with the dates of today, what readers said, and a place to reply."""
    found = public_letter(_district(district_code), slug)
    if found.status == Announcement.Status.WITHDRAWN:
        return _taken_down(request, found)
    return _page(request, found, ReplyForm(initial={"page": seal(timezone.now())}))


@public
@require_POST
def reply(request: HttpRequest, district_code: str, slug: str) -> HttpResponse:
    """Keep a reply; the office reads it before anybody else does."""
    found = public_letter(_district(district_code), slug)
    if found.status == Announcement.Status.WITHDRAWN:
        return _taken_down(request, found)
    now = timezone.now()
    form = ReplyForm(request.POST)
    if not found.takes_replies:
        # Whatever else is wrong in the form, nobody can send it any more.
        return _page(request, found, form, status=422, closed=RepliesClosed())
    if form.is_valid():
        try:
            form.check_page(now)
            take_reply(
                letter=found,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                text=form.cleaned_data["text"],
                language=_language(),
                # Behind proxies the adapter knows which address is the reader's.
                sender=get_adapter().get_client_ip(request),
                now=now,
                family=_family(request, found),
            )
        except RepliesClosed as refusal:
            # The office closed them, or took the letter down, in this very moment.
            found.refresh_from_db(fields=["status", "taken_down_at"])
            if found.status == Announcement.Status.WITHDRAWN:
                return _taken_down(request, found)
            return _page(request, found, form, status=422, closed=refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Somebody at the office reads your reply before it is shown."))
            return redirect("letter_of", district_code=district_code, slug=slug)
    # The words stay; the page is a new one.
    form.data = request.POST.dict() | {"page": seal(now)}
    return _page(request, found, form, status=422)


feed = public(LetterFeed())


def _page(
    request: HttpRequest,
    found: Announcement,
    form: ReplyForm,
    status: int = 200,
    closed: RepliesClosed | None = None,
) -> HttpResponse:
    """``closed``: why the reply that was sent is not taken, and will not be; its words are on the page to be copied."""
    text = text_of(found, _language())
    signed_by, signed_in = signature_of(found, text)
    with timezone.override(found.district.zone):
        context: dict[str, Any] = {
            "letter": found,
            "text": text,
            "body": to_html(text.body, lambda: dates_as_html(found)) if text else "",
            "sender": sender_of(found),
            "corrected_on": corrected_on(found, text),
            "signed_by": signed_by,
            "signed_in": signed_in,
            "replies": list(shown_replies(found)),
            "form": form,
            "closed": closed,
            "typed": _typed(request),
            "phone": phone_of(found),
            "feed": feed_address(found.district),
        }
        return render(request, "announcements/letter.html", context, status=status)


def _family(request: HttpRequest, found: Announcement) -> str:
    """Who replies, where that is a guardian who gets the letter and has signed in; empty for everybody else."""
    viewer = cast(ViewerRequest, request).viewer
    return str(viewer.user.pk) if viewer.user is not None and writes_as_family(viewer, found) else ""


def _taken_down(request: HttpRequest, found: Announcement) -> HttpResponse:
    """That the letter was taken down and whom to call, and none of its words; those of a reply, to be copied."""
    context = {
        "letter": found,
        "sender": sender_of(found),
        "phone": phone_of(found),
        "is_reply": request.method == "POST",
        "typed": _typed(request),
    }
    with timezone.override(found.district.zone):
        return render(request, "announcements/taken_down.html", context, status=HTTPStatus.GONE)


def _typed(request: HttpRequest) -> str:
    """The reply that somebody sent, for a page that cannot take it. A form has a limit, and so has what is shown."""
    return lines_of_text(request.POST.get("text", "")).strip()[: LONGEST * 5]


def _district(code: str) -> District:
    district = District.objects.filter(code=code).first()
    if district is None:
        raise Http404
    return district


def _language() -> str:
    return translation.get_language() or "en"
