"""What became of e-mails, for the offices."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.messages.views import undelivered

urlpatterns: list[URLPattern | URLResolver] = [path("undelivered/", undelivered, name="undelivered")]
