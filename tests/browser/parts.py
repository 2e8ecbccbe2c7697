"""A page with every part once, for the tests of the look only; no route of the product leads to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from doorway.roster.access.rules import public
from doorway.web.home import Card

PAGE = """
{% extends "web/base.html" %}{% load doorway static %}
{% block title %}Every part{% endblock %}
{% block styles %}<link rel="stylesheet" href="{% static 'build/desk.css' %}">{% endblock %}
{% block back %}<a class="govuk-back-link" href="/help/">Back</a>{% endblock %}
{% block content %}
{% error_summary form %}
{% steps labels 2 %}
<h1>Fall conference at Panguitch Elementary</h1>
<p>Half days on <strong>Thursday, November 3</strong> and <strong>Friday, November 4</strong>.</p>
<section class="dw-next" aria-labelledby="n"><p class="dw-eyebrow">Your next step</p>
<h2 class="dw-next__title" id="n">Choose a time for Mateo and Ellie</h2><p>Open until Tuesday.</p>
{% button "Choose a time" href="/help/" %}</section>
{% note title="Saved" %}<p>Your time is 2:20 pm.</p>{% endnote %}
{% note kind="wait" title="Soon" %}<p>It opens on Monday.</p>{% endnote %}
{% note kind="stop" title="That time went" %}<p>Another family took 2:20 pm a moment ago.</p>{% endnote %}
{% note kind="quiet" %}<p>By the way.</p>{% endnote %}
<p>{% tag "Booked" "good" %} {% tag "Waiting" "wait" %} {% tag "Refused" "bad" %} {% tag "Draft" %}</p>
{% summary rows %}
{% cards cards %}
{% scroll "Scores" %}<table class="govuk-table"><caption class="govuk-table__caption">Scores</caption>
<thead><tr><th scope="col" class="govuk-table__header">Test</th><th scope="col" class="govuk-table__header">2024</th>
<th scope="col" class="govuk-table__header">2025</th><th scope="col" class="govuk-table__header">2026</th></tr></thead>
<tbody><tr><th scope="row" class="govuk-table__header">Mathematics, spring of the year</th>
<td class="govuk-table__cell">312</td><td class="govuk-table__cell">330</td><td class="govuk-table__cell">341</td></tr>
</tbody></table>{% endscroll %}
<form method="post" novalidate>{% csrf_token %}{{ form }}
<div class="govuk-button-group">{% button "Save" %} {% button "Not now" kind="secondary" %}
{% button "Give up this time" kind="warning" %}</div></form>
{% fold "Why do you ask?" %}<p>Because.</p>{% endfold %}
{% empty "Nothing here" "Come back later." "/help/" "Ask for help" %}
<div class="dw-dense"><table class="govuk-table"><tbody><tr><th scope="row">Dense</th><td>Row</td></tr>
</tbody></table></div>
<p class="dw-keys"><kbd>Alt</kbd> <kbd>N</kbd> next</p>
{% pages page %}
{% endblock %}
"""


class EveryField(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", help_text="As the school writes it.")
    phone = forms.CharField(label="Phone", required=False)
    question = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 3}))
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("es", "Español")])
    comes = forms.ChoiceField(label="Who comes?", choices=[("a", "I"), ("b", "Both of us")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="What about?", choices=[("r", "Reading"), ("m", "Math")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I have read the plan")
    file = forms.FileField(label="File", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, initial="kept")


@public
def parts(request: HttpRequest) -> HttpResponse:
    """Every part; a post shows them with their errors."""
    form = EveryField(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "form": form,
        "labels": ["Children", "Times", "Check"],
        "rows": [("Teacher", "June Albrecht"), ("Time", "2:20 pm", "/help/", "Change")],
        "cards": [
            Card("Mateo’s plan", "Shared with you on Monday.", "/help/", tag="New", tag_kind="good"),
            Card("Dates", "All schools"),
        ],
        "page": Paginator(range(30), 10).page(2),
    }
    return render(request, "parts.html", context)


urlpatterns = [path("parts/", parts), path("", include("doorway.config.urls"))]
