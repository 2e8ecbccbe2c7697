"""Every record carries its district, and every migration is written."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from doorway.accounts import guards
from doorway.accounts.models import District, DistrictRow
from doorway.cli.commands.installation import prepare_database
from doorway.compliance.models import Standing
from doorway.conferences.models import Conference
from doorway.config.checks import check_guards
from doorway.roster.models import Membership
from tests.world import add_conference, make_world

# Rows that belong to no district: whoever signs in, and the district itself; a ledger's line belongs to its run.
# A tally counts tries of strangers, who belong to no district; occupations and wages are those of the whole country.
WITHOUT = {
    "accounts.User", "accounts.District", "accounts.Tally", "roster.ImportLine", "pathways.Release",
    "pathways.ReleaseLine", "pathways.Occupation", "pathways.WageGroup", "pathways.NationalCourse",
}  # fmt: skip


def _models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("doorway.")
        for model in config.get_models()
        if not hasattr(model, "instance_type")
    ]


def _newest_steps() -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The last migration of each of our slices that has more than one, with the one before it.

    Not those that must be there for another slice to stand at the one before.
    """
    graph, steps = MigrationLoader(connection).graph, []
    for label in sorted({model._meta.app_label for model in _models()}):
        (last,) = graph.leaf_nodes(label)
        steps += [(node.key, last) for node in graph.node_map[last].parents if node.key[0] == label]
    needed = {node for before, _ in steps for node in graph.forwards_plan(before)}
    return [(before, last) for before, last in steps if last not in needed]


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


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_installation_with_records_takes_the_next_version() -> None:
    """SQLite makes a changed table anew, and stops at any trigger that names it: an older demo could not be updated."""
    if not MigrationLoader(connection).graph.nodes:
        pytest.skip("this run makes the tables without migrations")
    steps = _newest_steps()
    if not steps:
        pytest.skip("no slice has a second migration yet")
    conference = add_conference(make_world()).conference
    assert conference is not None
    windows = conference.windows.count()

    guards.uninstall(connection)
    MigrationExecutor(connection).migrate([before for before, _ in steps])
    if connection.vendor == "sqlite":
        # Its triggers may name what is not there; PostgreSQL would refuse guards of today on the tables of then.
        guards.install(connection)
    assert not {last for _, last in steps} & set(MigrationRecorder(connection).applied_migrations())
    assert prepare_database()

    applied = MigrationRecorder(connection).applied_migrations()
    assert all(last in applied for _, last in steps)
    assert guards.missing_names() == []
    assert (Conference.objects.count(), conference.windows.count()) == (1, windows)
    assert not prepare_database()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_whoever_goes_back_some_versions_finds_tables_without_guards_and_comes_forward_again() -> None:
    """As an administrator does it, by the command: on PostgreSQL it ended in a column that was not there."""
    if not MigrationLoader(connection).graph.nodes:
        pytest.skip("this run makes the tables without migrations")
    world, said = make_world(), StringIO()
    students = Membership.objects.filter(role="student").count()

    call_command("migrate", "compliance", "0022", stdout=said)

    assert "run doorway setup" in said.getvalue()
    assert not guards.is_of_this_version()
    assert guards.installed_names() == set()
    # Who goes on, by whatever command, is told and not stopped.
    assert [(one.id, one.is_serious()) for one in check_guards(databases=["default"])] == [("doorway.W004", False)]
    call_command("migrate", "compliance", "0021", stdout=StringIO(), skip_checks=False)
    call_command("migrate", "compliance", "0025", stdout=StringIO(), skip_checks=False)
    assert prepare_database()
    assert guards.is_of_this_version()
    assert guards.missing_names() == []
    assert Standing.objects.count() == students > 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(person=world.people["ellie"]).update(
            district=District.objects.create(code="other", name="Other", time_zone="UTC")
        )


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_version_with_guards_and_no_new_table_puts_them_in_place() -> None:
    guards.uninstall(connection)

    assert guards.missing_names()
    assert prepare_database()
    assert guards.missing_names() == []


def test_whoever_opens_a_file_of_sqlite_has_little_to_read() -> None:
    """Every statement in it is read before the first question. With 3.6 million letters that took 0.1 s."""
    letters = sum(len(statement) for guard in guards.all_guards() for statement in guard.sqlite)

    assert 100_000 < letters < 750_000


@pytest.mark.both
def test_no_statement_is_compiled_before_it_runs(db: None) -> None:
    """What PostgreSQL holds for dear are counts with many branches, and compiling them took longer than counting."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
