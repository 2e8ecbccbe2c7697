"""Figures are kept as they were, once a month, and nobody changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.evidence import as_pdf, evidence_of
from doorway.compliance.models import KeptFigures, Standing
from doorway.compliance.queries.standing import asked_on, lines, total
from doorway.compliance.queries.trend import kept_days
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.tests.test_follow_up import followed
from doorway.conferences.models import Appointment
from doorway.plans.tests.paper import Paper
from doorway.roster.models import Membership

__all__ = ["followed"]

ClientOf = Callable[[World, str], Client]


def test_what_is_kept_is_what_is_counted(followed: World) -> None:
    asked = asked_on(followed.district, timezone.localdate())
    assert asked is not None

    written = keep_figures(now=timezone.now())

    assert written == KeptFigures.objects.count() > 0
    day = kept_days(followed.district, followed.schools.values())[0]
    assert day.tally == total(lines(asked))
    assert (day.on, day.policy, day.year) == (timezone.localdate(), 1, followed.year.name)


def test_once_a_month_and_no_more(followed: World) -> None:
    now = timezone.now()
    keep_figures(now=now)

    assert keep_figures(now=now) == 0
    first_of_next = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    later = now.replace(year=first_of_next.year, month=first_of_next.month, day=15)
    assert keep_figures(now=later) > 0
    assert keep_figures(now=later) == 0
    assert len(kept_days(followed.district, followed.schools.values())) == 2


def test_what_happens_later_does_not_change_what_was(followed: World) -> None:
    keep_figures(now=timezone.now())
    before = kept_days(followed.district, followed.schools.values())

    Appointment.objects.update(attendance="no_show")

    assert kept_days(followed.district, followed.schools.values()) == before
    for change in (
        lambda: KeptFigures.objects.update(done=999),
        lambda: KeptFigures.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()  # type: ignore[no-untyped-call]  # lambdas of different results


def test_without_a_policy_nothing_is_kept(world: World) -> None:
    assert keep_figures(now=timezone.now()) == 0
    assert not KeptFigures.objects.exists()


def test_the_page_shows_now_and_then(followed: World, client_of: ClientOf) -> None:
    school, peggy = followed.schools["panguitch-elementary"], client_of(followed, "peggy")
    peggy.cookies["doorway_language"] = "en"
    address = f"/follow-up/{school.pk}/trend/"
    assert "Nothing has been kept yet." in peggy.get(address).content.decode()
    keep_figures(now=timezone.now())
    Appointment.objects.update(attendance="no_show")

    text = " ".join(peggy.get(address).content.decode().split())

    assert "0 (0&nbsp;%)" in text
    assert "1 (33&nbsp;%)" in text
    assert "Nothing has been kept yet." not in text


def test_the_district_sees_all_schools_and_a_school_only_its_own(
    followed: World, other_world: World, client_of: ClientOf
) -> None:
    keep_figures(now=timezone.now())
    other = followed.schools["panguitch-high"]

    assert client_of(followed, "ruth").get("/follow-up/trend/").status_code == 200
    assert client_of(followed, "peggy").get(f"/follow-up/{other.pk}/trend/").status_code == 404
    assert client_of(followed, "ruth").get(
        f"/follow-up/{other_world.schools['panguitch-high'].pk}/trend/"
    ).status_code == 404  # fmt: skip
    for key in ("june", "rosa", "diego"):
        assert client_of(followed, key).get("/follow-up/trend/").status_code in {403, 404}


def test_it_is_in_the_evidence(followed: World, tmp_path: Path) -> None:
    school = followed.schools["panguitch-elementary"]
    assert "Month by month" not in Paper(as_pdf(evidence_of(school, now=timezone.now()), "en"), tmp_path).text()
    keep_figures(now=timezone.now())

    text = " ".join(Paper(as_pdf(evidence_of(school, now=timezone.now()), "en"), tmp_path).text().split())

    assert "Month by month" in text
    assert "written down on that day" in text


def test_in_the_first_weeks_it_waits_until_most_students_have_begun(world: World) -> None:
    """Kindergarten begins on August 3 and everybody else two weeks later: the first few do not stand for August."""
    starts = world.year.starts_on
    adopted_policy(world, days_ago=400)
    early, others = date(starts.year, 8, 3), date(starts.year, 8, 17)
    Membership.objects.filter(role="student").update(begins_on=others)
    Membership.objects.filter(role="student", person=world.people["ellie"]).update(begins_on=early)

    def kept(month: int, day: int) -> int:
        now = datetime.combine(date(starts.year, month, day), time(9), tzinfo=world.district.zone)
        keep_figures(now=now)
        rows = KeptFigures.objects.filter(district=world.district, on=now.date())
        return sum(rows.values_list("students", flat=True))

    assert (kept(8, 3), kept(8, 16)) == (0, 0)
    assert kept(8, 17) == Standing.objects.filter(district=world.district).count()
    # After these weeks whoever is here is counted, whenever others come.
    Membership.objects.filter(role="student").exclude(person=world.people["ellie"]).update(
        begins_on=date(starts.year, 11, 1)
    )
    assert kept(10, 5) == 1
