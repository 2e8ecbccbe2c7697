"""Pages for families: what comes by e-mail."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.assessments.views import by_email

urlpatterns: list[URLPattern | URLResolver] = [
    path("family/e-mail/", by_email.family_email, name="family_email"),
    path("family/e-mail/scores/", by_email.choose_scores_by_email, name="choose_scores_by_email"),
]
