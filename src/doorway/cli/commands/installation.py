"""Commands that begin an installation: ``doorway setup``, ``district add``, ``check``, and roles given by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone
from rich.markup import escape

from doorway.accounts import guards
from doorway.accounts.errors import Refusal
from doorway.accounts.models import District
from doorway.cli.app import app, console
from doorway.cli.statics import gather_static
from doorway.roster.actions import (
    add_district,
    check_place,
    grant_role,
    granted_roles,
    revoke_role,
    school_named,
)
from doorway.roster.errors import NotADay

districts = typer.Typer(no_args_is_help=True, help="The districts of this installation.")
app.add_typer(districts, name="district")


def prepare_database() -> bool:
    """Bring tables, guards and the cache table up to date; False when they already were."""
    # A new version may bring guards and no new table.
    if guards.is_of_this_version(connection) and not guards.missing_names(connection):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _close_file()
    return True


def _close_file() -> None:
    """SQLite makes its file readable for everybody on the machine; it holds children's records."""
    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).chmod(0o600)


def the_district(code: str) -> District:
    """The district with this code, or the only one there is; otherwise says which ones there are and ends."""
    known = list(District.objects.order_by("code")[:50])
    wanted = [district for district in known if district.code == code] if code else known
    if len(wanted) != 1:
        codes = ", ".join(district.code for district in known) or "none yet; add one with: doorway district add NAME"
        refuse(f"Name the district with --district. There are: {codes}.")
    return wanted[0]


def refuse(sentence: str) -> NoReturn:
    """Say why it was not done and end with 1."""
    console.print(f"[red]{escape(sentence)}[/red]", soft_wrap=True)
    raise typer.Exit(1)


@app.command()
def setup() -> None:
    """Prepare the database and the static files. Safe to run again, and after every new version."""
    with console.status("Preparing the database"):
        changed = prepare_database()
    console.print("Database: prepared." if changed else "Database: up to date.")
    with console.status("Collecting static files"):
        gathered = gather_static()
    console.print("Static files: collected." if gathered else "Static files: up to date.")
    if not District.objects.exists():
        console.print("Next: doorway district add NAME, then doorway grant EMAIL district --name 'First Last'.")


@districts.command("add")
def district_add(
    name: Annotated[str, typer.Argument(help="The district's full name.")],
    code: Annotated[str, typer.Option(help="A short name for addresses and commands.")] = "",
    short_name: Annotated[str, typer.Option(help="How people call it.")] = "",
    phone: Annotated[str, typer.Option(help="The number families call when something does not work.")] = "",
) -> None:
    """Add a district to this installation."""
    try:
        district = add_district(name=name, code=code, short_name=short_name, phone=phone, pack=settings.STATE_PACK)
    except Refusal as refusal:
        refuse(str(refusal))
    else:
        console.print(f"Added {escape(district.name)} with the code {district.code}.")


@app.command()
def grant(
    email: Annotated[str, typer.Argument(help="The mailbox of the person.")],
    role: Annotated[str, typer.Argument(help="office, principal, counselor, interpreter, district, data …")],
    school: Annotated[str, typer.Option(help="The school at which the role is held.")] = "",
    whole_district: Annotated[
        bool, typer.Option("--whole-district", help="The role of a school is held in all schools.")
    ] = False,
    until: Annotated[str, typer.Option(help="The last day, like 2027-06-30; without it the role has no end.")] = "",
    name: Annotated[str, typer.Option(help="First and family name, for somebody who is not on the roster.")] = "",
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Give somebody a role that no roster import takes away."""
    owner, today = the_district(district), timezone.localdate()
    given, _space, family = name.strip().rpartition(" ")
    try:
        place = school_named(district=owner, name=school) if school else None
        check_place(role=role, school=place, whole_district=whole_district)
        membership = grant_role(
            district=owner,
            email=email,
            role=role,
            school=place,
            given_name=given,
            family_name=family,
            since=today,
            until=_day(until),
        )
    except Refusal as refusal:
        refuse(str(refusal))
    else:
        where = place.name if place else owner.name
        end = f" until {membership.ends_on}" if membership.ends_on else ""
        said = f"{escape(str(membership.person))} is now {membership.get_role_display()} at {escape(where)}{end}."
        console.print(said, soft_wrap=True)


@app.command()
def revoke(
    email: Annotated[str, typer.Argument(help="The mailbox of the person.")],
    role: Annotated[str, typer.Argument(help="The role, as in doorway grant.")],
    school: Annotated[str, typer.Option(help="The school; without it the role in the whole district is meant.")] = "",
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """Take a granted role back. It opens nothing from the next page on, and no roster import brings it back."""
    owner = the_district(district)
    try:
        place = school_named(district=owner, name=school) if school else None
        membership = revoke_role(district=owner, email=email, role=role, school=place, on=timezone.localdate())
    except Refusal as refusal:
        refuse(str(refusal))
    else:
        where = place.name if place else owner.name
        said = f"{escape(str(membership.person))} is no longer {membership.get_role_display()} at {escape(where)}."
        console.print(said, soft_wrap=True)


@app.command()
def grants(
    district: Annotated[str, typer.Option(help="Code of the district; needed only where there are several.")] = "",
) -> None:
    """List who holds a role that was given by hand: where, since when and until when."""
    owner = the_district(district)
    rows = list(granted_roles(district=owner, on=timezone.localdate()))
    if not rows:
        console.print("Nobody holds a role that was given by hand.")
        return
    for row in rows:
        where = row.school.name if row.school else owner.name
        since = f"since {row.begins_on}" if row.begins_on else "since the beginning"
        until = f"until {row.ends_on}" if row.ends_on else "no end"
        line = f"{row.person.full_name} <{row.person.email}>: {row.get_role_display()} at {where}, {since}, {until}"
        console.print(escape(line), soft_wrap=True, highlight=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise NotADay(text=text) from error


@app.command()
def check() -> None:
    """Look for what would hurt later: guards, versions, settings. Ends with 1 when something must be mended."""
    found = checks.run_checks(databases=[DEFAULT_DB_ALIAS])
    for message in found:
        color = "red" if message.level >= checks.ERROR else "yellow"
        console.print(f"[{color}]{message.id}[/{color}] {escape(str(message.msg))}", soft_wrap=True)
        if message.hint:
            console.print(f"    {escape(str(message.hint))}", soft_wrap=True)
    serious = [message for message in found if message.level >= checks.ERROR]
    if not found:
        console.print("Nothing to mend.")
    elif not serious:
        console.print(f"{len([m for m in found if m.level >= checks.WARNING])} to look at, nothing that must stop.")
    raise typer.Exit(1 if serious else 0)
