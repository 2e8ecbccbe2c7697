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
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from doorway.accounts.languages import in_words
from doorway.compliance.access import policies
from doorway.compliance.forms import ConsultationForm, PolicyForm
from doorway.compliance.models import BoardPolicy
from doorway.roster.middleware import ViewerRequest

View = Callable[..., HttpResponse]


def words_stay(view: View) -> View:
    """A view of a draft: whoever sends words for one that is no draft any more reads why, and has the words to copy."""

    @wraps(view)
    def inner(request: ViewerRequest, policy_id: uuid.UUID, **rest: Any) -> HttpResponse:
        if request.method == "POST":
            found = policies(request.viewer).filter(pk=policy_id).first()
            typed = list(_typed(request))
            if typed and (found is None or not found.is_draft):
                return _lost(request, found, typed)
        return view(request, policy_id, **rest)

    return inner


def _lost(
    request: ViewerRequest, found: BoardPolicy | None, typed: list[tuple[str | Promise, str, str]]
) -> HttpResponse:
    return render(request, "compliance/lost.html", {"policy": found, "typed": typed}, status=422)


def _typed(request: HttpRequest) -> Iterator[tuple[str | Promise, str, str]]:
    """The label of each field with words, the words, and their language where the field has one."""
    for form in (PolicyForm, ConsultationForm):
        for name, field in form.base_fields.items():
            words = request.POST.get(name, "").strip()
            # What was chosen is chosen again; words are what somebody would have to write anew.
            if words and not isinstance(field, forms.ChoiceField):
                yield field.label or name, words, ""
    for code, _name in settings.LANGUAGES:
        language = {"language": in_words(code)}
        labels = (("title", _("Title in %(language)s") % language), ("body", _("Text in %(language)s") % language))
        for name, label in labels:
            if words := request.POST.get(f"{name}_{code}", "").strip():
                yield label, words, code
