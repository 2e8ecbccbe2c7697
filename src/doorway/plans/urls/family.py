"""What families use: reading and signing the plan."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.plans.views import family

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", family.family_plans, name="family_plans"),
    path("plans/me/", family.own_plan, name="own_plan"),
    path("plans/<uuid:student_id>/", family.family_plan, name="family_plan"),
    path("plans/versions/<uuid:version_id>/", family.version, name="plan_version"),
    path("plans/versions/<uuid:version_id>/sign/", family.sign_plan, name="sign_plan"),
]
