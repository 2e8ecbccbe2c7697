"""Every record carries its district, and every migration is written."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from doorway.accounts.models import DistrictRow

# Rows that belong to no district: whoever signs in, and the district itself; a ledger's line belongs to its run.
# A tally counts tries of strangers, who belong to no district; occupations and wages are those of the whole country.
WITHOUT = {
    "accounts.User", "accounts.District", "accounts.Tally", "roster.ImportLine", "pathways.Release",
    "pathways.ReleaseLine", "pathways.Occupation", "pathways.WageGroup",
}  # fmt: skip


def _models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("doorway.")
        for model in config.get_models()
        if not hasattr(model, "instance_type")
    ]


def test_every_record_carries_its_district() -> None:
    without = {
        model._meta.label
        for model in _models()
        if not any(field.name == "district" and not field.null for field in model._meta.fields)
    }

    assert without == WITHOUT


def test_unique_keys_include_the_district_or_something_that_belongs_to_one() -> None:
    """A key is the district's own, or hangs on a parent row that is."""
    loose = []
    for model in _models():
        if not issubclass(model, DistrictRow):
            continue
        for constraint in model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint):
                continue
            fields = [model._meta.get_field(name) for name in constraint.fields]
            owned = any(
                field.name == "district"
                or (isinstance(field, models.ForeignKey) and issubclass(field.related_model, DistrictRow))
                for field in fields
            )
            if not owned:
                loose.append(f"{model._meta.label}.{constraint.name}")

    assert not loose


@pytest.mark.both
def test_every_change_of_a_model_has_its_migration(db: None) -> None:
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes" in out.getvalue()
