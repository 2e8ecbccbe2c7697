"""No field about a person is kept that the registry does not name."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from doorway.accounts.models import District
from doorway.policy.privacy import registry
from doorway.roster.access import Kind
from doorway.roster.keeping import kinds
from doorway.roster.models import Person


def _fields() -> set[str]:
    """Every field that holds a value of its own (keys and references hold none)."""
    return {
        f"{model._meta.label}.{field.name}"
        for config in apps.get_app_configs()
        if config.name.startswith("doorway.")
        for model in config.get_models()
        if not hasattr(model, "instance_type")
        for field in model._meta.concrete_fields
        if not isinstance(field, models.ForeignKey) and not field.primary_key
    }


def test_every_field_is_in_the_registry_and_every_entry_is_a_field() -> None:
    data = registry()
    named = {f"{model}.{name}" for model, name, _entry in data.rows()} | set(data.technical.fields)
    here = {name for name in _fields() if name.rsplit(".", 1)[0] not in data.technical.models}

    assert here - named == set(), "say in policy/privacy/fields.toml what these are for"
    assert named - here == set(), "these are no fields any more"


def test_no_field_is_named_twice_and_every_span_is_known() -> None:
    data = registry()
    counts = Counter((model, name) for model, name, _entry in data.rows())

    assert [key for key, number in counts.items() if number > 1] == []
    assert {entry.keep for entry in data.fields} <= set(data.keep)


@pytest.mark.django_db
def test_only_the_policy_says_how_many_years() -> None:
    """What the board gives a time stands in the registry under that time, and no other number stands there."""
    data = registry()
    moment, district = timezone.now(), District(name="North")
    beside = {kind.key: kind.older_than(district, moment).model._meta.label for kind in kinds() if kind.can_delete}
    spans: dict[str, set[str]] = {}
    for entry in data.fields:
        spans.setdefault(entry.model, set()).add(data.keep[entry.keep].kind)

    assert {span.kind for span in data.keep.values()} - {""} == {kind.key for kind in kinds()}
    assert {model: spans[model] for model in beside.values()} == {model: {key} for key, model in beside.items()}
    # What nobody can delete claims no time of its own.
    assert set().union(*(said for model, said in spans.items() if model not in beside.values())) == {"", "student_file"}
    numbers = re.compile(
        r"\d|\b(one|two|three|five|six|un|uno|dos|tres|cinco|seis) (school )?(year|año)", re.IGNORECASE
    )
    assert not [text for span in data.keep.values() for text in (span.en, span.es) if numbers.search(text)]


def test_no_field_could_hold_a_social_security_number() -> None:
    assert not [name for name in _fields() if "ssn" in name.lower() or "social" in name.lower()]


# What is about no child and no family: how a counselor's own time goes.
OF_STAFF = {"compliance.ServiceTime"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_on_privacy_names_everything_that_is_kept_about_a_child(client: Client, language: str) -> None:
    """Every kind that a board can keep from a role, and every record of the registry, stands on the page."""
    data = registry()
    client.cookies["doorway_language"] = language
    page = " ".join(unescape(client.get(reverse("privacy")).content.decode()).split())

    assert {entry.model for entry in data.fields if not entry.about} == OF_STAFF
    assert {kind.value for kind in Kind} <= set(data.about)
    assert {entry.about for entry in data.fields if entry.about} == set(data.about)
    for words in data.about.values():
        assert f"<li>{words.text(language)}</li>" in page
    for entry in data.fields:
        assert (entry.text(language) in page) is bool(entry.about), entry.model


def test_what_names_a_student_belongs_to_a_kind_of_record() -> None:
    """Transcript, course plan, decisions and scholarships stand under their own kind, and not among something else."""
    about = {entry.model: entry.about for entry in registry().fields}
    models_here = apps.get_app_config("pathways").get_models()
    of_a_student = [
        model
        for model in models_here
        if not hasattr(model, "instance_type")
        and any(field.name == "student" and field.related_model is Person for field in model._meta.fields)
    ]
    records = {f"pathways.{model.__name__}" for model in of_a_student}

    assert records <= set(about)
    kinds = {"graduation", "scholarships", "plan"}
    assert {about[name] for name in records} == kinds
