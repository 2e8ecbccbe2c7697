"""Words typed into a draft that a colleague has thrown away or had adopted meanwhile: they are not lost with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from doorway.accounts.languages import in_words
from doorway.compliance.access import policies, policy_district
from doorway.compliance.forms import ConsultationForm, PolicyForm, RuleForm
from doorway.compliance.models import BoardPolicy
from doorway.compliance.queries.drafts import seen_in, typed_print
from doorway.compliance.queries.policies import today_in, year_for_names
from doorway.policy.queries import state_pack
from doorway.roster.middleware import ViewerRequest

View = Callable[..., HttpResponse]


Words = tuple[str | Promise, str, str]
"""A label, the words, and their language where they have one."""


def words_stay(view: View) -> View:
    """A view of a draft: whoever sends words for one that is no draft any more reads why, and has the words to copy."""
    return _stays(view, _typed)


def rule_stays(view: View) -> View:
    """The same of a rule: all of it, what was chosen, too, because a new draft begins without it."""
    return _stays(view, _typed_rule)


def _stays(view: View, read: Callable[[ViewerRequest], Iterator[Words]]) -> View:
    @wraps(view)
    def inner(request: ViewerRequest, policy_id: uuid.UUID, **rest: Any) -> HttpResponse:
        if request.method == "POST":
            found = policies(request.viewer).filter(pk=policy_id).first()
            if found is None or not found.is_draft:
                typed = list(read(request))
                # The draft's own page, sent with nothing new in it.
                if typed or (found is None and "citation" in request.POST):
                    return _lost(request, found, typed)
        return view(request, policy_id, **rest)

    return inner


def _lost(request: ViewerRequest, found: BoardPolicy | None, typed: list[Words]) -> HttpResponse:
    adopted = None
    if found is not None and found.status == BoardPolicy.Status.ADOPTED and found.adopted_at is not None:
        adopted = timezone.localtime(found.adopted_at, found.district.zone).date()
    context = {"policy": found, "typed": typed, "adopted": adopted}
    return render(request, "compliance/lost.html", context, status=422)


def _typed_rule(request: ViewerRequest) -> Iterator[Words]:
    """The whole rule in lines, as the form names its parts: so it is copied at once."""
    district = policy_district(request.viewer)
    form = RuleForm(request.POST, pack=state_pack(district), year=year_for_names(district, today_in(district)))
    lines = [f"{field.label}: {words}" for field in form if (words := _said(field))]
    if lines:
        yield _("The rule"), "\n".join(lines), ""


def _said(field: forms.BoundField) -> str:
    """What a field says, in the words of its choices; empty where nothing was typed or checked."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value else ""
    if isinstance(field.field, forms.ChoiceField):
        return ", ".join(str(one.data["label"]) for one in field.subwidgets if one.data["selected"])
    return str(value or "").strip()


def _typed(request: HttpRequest) -> Iterator[Words]:
    """The label of each field with new words, the words, and their language where the field has one."""
    shown = seen_in(request.POST.get("seen", ""))

    def new(name: str, before: Any = None) -> str:
        """What was typed where the page showed something else; as it was, nobody has typed it."""
        words = request.POST.get(name, "").strip()
        return "" if words == str(before) or typed_print(words) == shown.get(name) else words

    for form in (PolicyForm, ConsultationForm):
        for name, field in form.base_fields.items():
            words = new(name, field.initial)
            # What was chosen is chosen again; words are what somebody would have to write anew.
            if words and not isinstance(field, forms.ChoiceField):
                yield field.label or name, _as_people_write(field, words), ""
    for code, _name in settings.LANGUAGES:
        language = {"language": in_words(code)}
        labels = (("title", _("Title in %(language)s") % language), ("body", _("Text in %(language)s") % language))
        for name, label in labels:
            if words := new(f"{name}_{code}"):
                yield label, words, code


def _as_people_write(field: forms.Field, words: str) -> str:
    """A day as a letter would say it; what is none stays as it was typed."""
    if not isinstance(field, forms.DateField):
        return words
    try:
        return date_format(field.clean(words), "DATE_FORMAT")
    except forms.ValidationError:
        return words
