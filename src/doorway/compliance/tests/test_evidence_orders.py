"""The evidence as a job: ordered on a page, made in the background, watched, fetched by one person, then deleted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import FileResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import World

from doorway.compliance.actions import ordering
from doorway.compliance.actions.following_up import hold_group
from doorway.compliance.actions.ordering import (
    CRASHED_AFTER,
    MOST_TRIES,
    file_of,
    forget_old_evidence,
    make_next_evidence,
    order_evidence,
)
from doorway.compliance.actions.policies import adopt, write_sight
from doorway.compliance.evidence import Evidence
from doorway.compliance.models import EvidenceOrder
from doorway.compliance.tests.stage import ready_draft
from doorway.compliance.tests.test_evidence import drawn, school_of
from doorway.compliance.tests.test_follow_up import followed
from doorway.plans.tests.paper import Paper
from doorway.roster.access import Kind
from doorway.roster.models import Membership, RecordLook

__all__ = ["drawn", "followed"]

ClientOf = Callable[[World, str], Client]
Status = EvidenceOrder.Status


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


def ordered(world: World, key: str = "harriet", **more: str) -> EvidenceOrder:
    wanted = {"format": "pdf", "language": "en"} | more
    return order_evidence(school=school_of(world), by=world.user(key), now=timezone.now(), **wanted)


def page_of(client: Client, order: EvidenceOrder, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(reverse("evidence_order", args=[order.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def fetch(client: Client, order: EvidenceOrder) -> bytes:
    answer = client.get(reverse("evidence_file", args=[order.pk]))
    assert isinstance(answer, FileResponse)
    return answer.getvalue()


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_it_is_ordered_watched_made_and_fetched(
    followed: World, client_of: ClientOf, ending: str, begins: bytes
) -> None:
    client, address = client_of(followed, "harriet"), reverse("evidence", args=[school_of(followed).pk])
    first = client.post(address, {"format": ending})
    again = client.post(address, {"format": ending})
    assert first.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    order = EvidenceOrder.objects.get()
    waiting = page_of(client, order)
    assert "begins within a few seconds" in waiting
    assert "You can leave this page" in waiting
    assert "data-looks-again" in waiting
    # Whoever left finds it again.
    assert reverse("evidence_order", args=[order.pk]) in client.get(address).content.decode()
    assert client.get(reverse("evidence_file", args=[order.pk])).headers["Location"] == first.headers["Location"]

    made = make_next_evidence()

    assert made is not None
    assert (made.pk, made.status, made.with_sample) == (order.pk, Status.READY, True)
    assert file_of(made).stat().st_mode & 0o077 == 0
    ready = page_of(client, made)
    assert "The file is ready" in ready
    assert "data-looks-again" not in ready
    answer = client.get(reverse("evidence_file", args=[made.pk]))
    assert isinstance(answer, FileResponse)
    assert answer.getvalue().startswith(begins)
    day = timezone.localdate().isoformat()
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="evidence-do-not-publish-panguitch-elementary-{day}-en.{ending}"'
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    # One of several years, or in the other language, has another name.
    EvidenceOrder.objects.update(years=3, language="es")
    other = client.get(reverse("evidence_file", args=[made.pk]))
    assert isinstance(other, FileResponse)
    assert other.getvalue()
    assert f"-{day}-3-years-es.{ending}" in other.headers["Content-Disposition"]
    assert RecordLook.objects.filter(page="evidence", reason="principal", user=followed.user("harriet")).count() == 3
    assert make_next_evidence() is None


def test_the_page_says_how_far_it_is(followed: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while it is made, read as the one who waits reads it."""
    order, client, seen = ordered(followed), client_of(followed, "harriet"), []
    make = ordering.evidence_of

    def watched(*args: object, tell: Callable[..., None], **more: object) -> Evidence:
        seen.append(page_of(client, order))

        def told(stage: EvidenceOrder.Stage) -> None:
            tell(stage)
            seen.append(page_of(client, order))

        return make(*args, tell=told, **more)  # type: ignore[arg-type]

    def written(found: Evidence, language: str) -> bytes:
        seen.append(page_of(client, order, "es"))
        return b"%PDF"

    monkeypatch.setattr(ordering, "evidence_of", watched)
    monkeypatch.setitem(ordering._MAKE, "pdf", written)
    make_next_evidence()

    for page, words, value in zip(
        seen,
        ("Step 1 of 4: Counting the figures.", "Step 2 of 4: ", "Step 3 of 4: ", "Paso 4 de 4: "),
        range(4),
        strict=True,
    ):
        assert words in page
        assert f'<progress value="{value}" max="4"' in page


def test_it_is_in_the_language_in_which_it_was_asked_for(followed: World, client_of: ClientOf, tmp_path: Path) -> None:
    client = client_of(followed, "harriet")
    client.cookies["doorway_language"] = "es"
    Membership.objects.create(
        district=followed.district, person=followed.people["dana"], school=school_of(followed), role="counselor"
    )
    hold_group(
        school=school_of(followed), topic="Reading", hosts=[followed.people["dana"].pk],
        held_on=timezone.localdate(), by=followed.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    client.post(reverse("evidence", args=[school_of(followed).pk]), {"format": "pdf"})
    made = make_next_evidence()
    assert made is not None

    paper = Paper(fetch(client, made), tmp_path)
    assert str(paper.root.Lang) == "es"
    # Whoever makes it works in another language, and some of it is put into words while it is read.
    assert translation.get_language() != "es"
    assert "Dana Lindqvist (consejería)" in " ".join(paper.text().split())


def test_it_covers_as_many_years_as_were_asked_for(followed: World, client_of: ClientOf, tmp_path: Path) -> None:
    client, address = client_of(followed, "harriet"), reverse("evidence", args=[school_of(followed).pk])
    one = client.post(address, {"format": "pdf"})
    six = client.post(address, {"format": "pdf", "years": "6"})
    assert one.headers["Location"] != six.headers["Location"]
    assert client.post(address, {"format": "pdf", "years": "4"}).status_code == 422
    assert "The last 6 school years" in client.get(address).content.decode()
    first, second = make_next_evidence(), make_next_evidence()
    assert first is not None
    assert second is not None

    assert [order.years for order in (first, second)] == [1, 6]
    assert "It looks back 6 school years" in " ".join(Paper(fetch(client, second), tmp_path).text().split())


def test_nobody_else_sees_it_nor_who_does_not_work_there_any_more(followed: World, client_of: ClientOf) -> None:
    ordered(followed)
    made = make_next_evidence()
    assert made is not None
    names = ("evidence_order", "evidence_file")
    for key in ("ruth", "dana", "peggy", "june", "rosa"):
        for name in names:
            assert client_of(followed, key).get(reverse(name, args=[made.pk])).status_code == 404, key
        listed = client_of(followed, key).get(reverse("evidence", args=[school_of(followed).pk]))
        assert str(made.pk) not in listed.content.decode()
    assert client_of(followed, "harriet").get(reverse(names[1], args=[uuid.uuid4()])).status_code == 404
    Membership.objects.filter(person=followed.people["harriet"]).update(ends_on=followed.year.starts_on)

    for name in names:
        assert client_of(followed, "harriet").get(reverse(name, args=[made.pk])).status_code == 404


@pytest.mark.usefixtures("drawn")
def test_a_file_with_a_sample_is_not_fetched_once_the_board_keeps_plans_from_that_role(
    followed: World, client_of: ClientOf
) -> None:
    ordered(followed)
    made = make_next_evidence()
    assert made is not None
    client = client_of(followed, "harriet")
    assert fetch(client, made).startswith(b"%PDF")
    draft = ready_draft(followed)
    write_sight(policy=draft, kept_from={Kind.PLAN: ["principal"]}, now=timezone.now())
    adopt(policy=draft, by=followed.user("ruth"), now=timezone.now())

    assert client.get(reverse("evidence_file", args=[made.pk])).status_code == 404
    # What is made from then on has no sample, and is theirs.
    ordered(followed)
    without = make_next_evidence()
    assert without is not None
    assert without.with_sample is False
    assert fetch(client, without).startswith(b"%PDF")


def test_who_lost_the_role_before_it_was_made_gets_nothing_and_no_look_is_written(
    followed: World, client_of: ClientOf
) -> None:
    order = ordered(followed)
    Membership.objects.filter(person=followed.people["harriet"]).update(ends_on=followed.year.starts_on)

    made = make_next_evidence()

    assert made is not None
    assert (made.pk, made.status, made.refused) == (order.pk, Status.FAILED, "no_access")
    assert not file_of(made).exists()
    assert not RecordLook.objects.exists()


def test_a_run_that_failed_says_what_to_do_and_the_next_one_is_made(
    followed: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order, client = ordered(followed), client_of(followed, "harriet")

    def breaks(*_args: object, **_more: object) -> bytes:
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as broken:
        broken.setitem(ordering._MAKE, "pdf", breaks)
        made = make_next_evidence()

    assert made is not None
    assert (made.status, made.refused) == (Status.FAILED, "broken")
    assert "disk is on fire" in caplog.text
    for language, words, again in (
        ("en", "tell whoever runs Doorway", "Make it again"),
        ("es", "avise a quien administra Doorway", "Hacerlo de nuevo"),
    ):
        page = page_of(client, order, language)
        assert words in page
        assert again in page
    assert client.get(reverse("evidence_file", args=[order.pk])).status_code == 302
    client.post(reverse("evidence", args=[school_of(followed).pk]), {"format": "pdf"})
    second = make_next_evidence()
    assert second is not None
    assert second.status == Status.READY


def test_without_a_policy_at_the_last_minute_it_says_so(
    followed: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(followed)
    monkeypatch.setattr("doorway.compliance.evidence.gathering.rows_in_force", lambda *_of: [])

    make_next_evidence()

    order.refresh_from_db()
    assert order.refused == "no_policy"
    assert "No policy of the board was in force" in page_of(client_of(followed, "harriet"), order)


def test_whoever_crashed_leaves_it_to_the_next_and_not_for_ever(followed: World, client_of: ClientOf) -> None:
    order = ordered(followed)
    rows = EvidenceOrder.objects.filter(pk=order.pk)
    assert ordering._claim(timezone.now()) == order
    assert ordering._claim(timezone.now()) is None
    for _try in range(1, MOST_TRIES):
        rows.update(begun_at=timezone.now() - CRASHED_AFTER - timedelta(seconds=1))
        assert ordering._claim(timezone.now()) == order
    rows.update(begun_at=timezone.now() - CRASHED_AFTER - timedelta(seconds=1))

    assert ordering._claim(timezone.now()) is None

    order.refresh_from_db()
    assert (order.status, order.refused) == (Status.FAILED, "cut_off")
    assert "was cut off several times" in page_of(client_of(followed, "harriet"), order)


def test_who_was_given_up_writes_no_more_of_an_order_that_another_has(followed: World) -> None:
    order = ordered(followed)
    slow = ordering._claim(timezone.now())
    assert slow is not None
    EvidenceOrder.objects.filter(pk=order.pk).update(begun_at=timezone.now() + timedelta(seconds=1))

    ordering._make(slow)

    order.refresh_from_db()
    assert order.status == Status.WORKING


def test_an_order_that_nobody_begins_says_whom_to_tell(followed: World, client_of: ClientOf) -> None:
    order = ordered(followed)
    EvidenceOrder.objects.update(ordered_at=timezone.now() - timedelta(minutes=3))

    assert "does not run" in page_of(client_of(followed, "harriet"), order)


def test_files_are_deleted_after_a_day(followed: World, client_of: ClientOf) -> None:
    ordered(followed)
    made = make_next_evidence()
    assert made is not None
    EvidenceOrder.objects.update(ended_at=timezone.now() - timedelta(hours=23))
    assert forget_old_evidence() == 0
    EvidenceOrder.objects.update(ended_at=timezone.now() - timedelta(hours=25))

    assert forget_old_evidence() == 1

    made.refresh_from_db()
    assert made.status == Status.GONE
    assert not file_of(made).exists()
    client = client_of(followed, "harriet")
    assert "deleted after a day" in page_of(client, made)
    assert client.get(reverse("evidence_file", args=[made.pk])).status_code == 302
    assert str(made.pk) not in client.get(reverse("evidence", args=[school_of(followed).pk])).content.decode()


@pytest.mark.parametrize("sent", [{}, {"format": "exe"}, {"format": "../pdf"}])
def test_another_format_is_refused(followed: World, client_of: ClientOf, sent: dict[str, str]) -> None:
    answer = client_of(followed, "harriet").post(reverse("evidence", args=[school_of(followed).pk]), sent)

    assert answer.status_code == 422
    assert not EvidenceOrder.objects.exists()


def test_the_page_asks_no_more_for_more_orders(followed: World, client_of: ClientOf) -> None:
    client, counts = client_of(followed, "harriet"), []
    for language in ("en", "es"):
        ordered(followed, language=language)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("evidence", args=[school_of(followed).pk]))
        counts.append(len(asked))

    assert counts[0] == counts[1]
