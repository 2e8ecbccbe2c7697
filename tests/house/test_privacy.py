"""No field about a person is kept that the registry does not name."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db import models

from doorway.policy.privacy import registry


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


def test_no_field_could_hold_a_social_security_number() -> None:
    assert not [name for name in _fields() if "ssn" in name.lower() or "social" in name.lower()]
