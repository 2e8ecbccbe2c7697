"""What every answer says to the browser, and what a browser can be led to."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.world import World, add_conference

from doorway.config import settings as module

PRIVATE = ["home", "family_home", "family_book"]
PUBLIC = ["public_dates", "privacy", "help", "account_request_login_code"]


@pytest.mark.parametrize("route", PRIVATE)
def test_nothing_of_a_family_stays_in_the_browser(open_world: World, client: Client, route: str) -> None:
    client.force_login(open_world.user("rosa"))

    said = client.get(reverse(route))["Cache-Control"]

    assert "no-store" in said
    assert "private" in said


def test_a_public_page_is_private_while_somebody_is_signed_in(open_world: World, client: Client) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(open_world.user("rosa"))
    assert "no-store" in client.get("/")["Cache-Control"]


def test_a_refusal_is_not_kept_either(open_world: World, client: Client) -> None:
    client.force_login(open_world.user("rosa"))

    assert "no-store" in client.get("/office/conferences/")["Cache-Control"]


def test_the_calendar_of_everybody_may_be_kept_by_everybody(open_world: World, client: Client) -> None:
    client.force_login(open_world.user("rosa"))

    answer = client.get(reverse("public_feed", kwargs={"feed": "district"}))

    assert answer["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("route", [*PUBLIC, *PRIVATE])
def test_every_page_forbids_what_it_does_not_need(open_world: World, client: Client, route: str) -> None:
    client.force_login(open_world.user("rosa"))

    answer = client.get(reverse(route), follow=True)

    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", ""])
def test_another_host_is_refused(db: None, host: str) -> None:
    answer = Client(raise_request_exception=False).get("/sign-in/", headers={"host": host or " "})

    assert answer.status_code == 400


FOREIGN = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]


@pytest.mark.parametrize("wanted", FOREIGN)
@pytest.mark.parametrize("route", ["set_language", "account_logout"])
def test_nobody_is_led_away(open_world: World, client: Client, route: str, wanted: str) -> None:
    client.force_login(open_world.user("rosa"))

    answer = client.post(reverse(route), {"language": "es", "next": wanted})

    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert "alert" not in answer["Location"]


def test_over_https_cookies_belong_to_this_host_alone(monkeypatch: Any) -> None:
    monkeypatch.setenv("DOORWAY_ADDRESS", "https://plans.example")
    try:
        secure = importlib.reload(module)
        assert secure.SESSION_COOKIE_NAME == "__Host-session"
        assert secure.SESSION_COOKIE_SECURE
        assert secure.CSRF_COOKIE_SECURE
        assert secure.SECURE_SSL_REDIRECT
        assert secure.SECURE_HSTS_SECONDS >= 31_536_000
        assert secure.CSRF_TRUSTED_ORIGINS == ["https://plans.example"]
    finally:
        monkeypatch.undo()
        importlib.reload(module)
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_links_in_letters_begin_with_the_configured_address(open_world: World, client: Client) -> None:
    """A forged host header reaches no letter."""
    add_conference(open_world, school="panguitch-high", host="owen")
    answer = client.get("/calendar/district.ics", headers={"host": "localhost", "x-forwarded-host": "evil.example"})

    assert b"evil" not in answer.content
    assert b"URL:http://testserver/" in answer.content
