"""One tap to be somebody of the cast, and the mail that everybody got. Only where ``DOORWAY_DEMO`` is on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import wraps
from html import unescape
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.models import User
from doorway.demo.people import BY_KEY, CAST
from doorway.messages.models import Message
from doorway.roster.access.rules import public
from doorway.roster.models import Role

LETTERS_PER_PAGE = 40
# Pictures that lay in an e-mail, as the demo keeps them.
_PICTURE = re.compile(r'<img src="(data:image/png;base64,[^"]+)" alt="([^"]*)"')
View = Callable[..., HttpResponse]


def only_in_demo(view: View) -> View:
    """Nothing is here unless this installation is a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@public
@require_GET
@only_in_demo
def people(request: HttpRequest) -> HttpResponse:
    """The cast, by role."""
    known = set(User.objects.filter(email__in=[member.email for member in CAST]).values_list("email", flat=True))
    cast = [(member, Role(member.role).label) for member in CAST if member.email and member.email in known]
    return render(request, "demo/people.html", {"cast": cast})


@public
@require_POST
@only_in_demo
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """Become this person of the cast."""
    member = BY_KEY.get(key)
    if member is None or not member.email:
        raise Http404
    user = get_object_or_404(User, email=member.email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect("home")


@public
@require_GET
@only_in_demo
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest messages, of everybody or (``?to=``) of one mailbox."""
    letters = Message.objects.defer("body_text", "body_html", "calendar").order_by("-created_at", "-id")
    address = request.GET.get("to", "").strip()
    if address:
        letters = letters.filter(to_address__iexact=address)
    page = Paginator(letters, LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/outbox.html", {"page": page, "address": address})


@public
@require_GET
@only_in_demo
def letter(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """One message as its reader sees it."""
    found = get_object_or_404(Message, pk=message_id)
    pictures = [{"src": src, "alt": unescape(alt)} for src, alt in _PICTURE.findall(found.body_html)]
    return render(request, "demo/letter.html", {"letter": found, "pictures": pictures})


@public
@require_GET
@only_in_demo
def calendar_entry(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """The calendar entry that came with a message."""
    message = get_object_or_404(Message, pk=message_id)
    if not message.calendar:
        raise Http404
    answer = HttpResponse(message.calendar, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return answer
