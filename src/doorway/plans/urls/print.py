"""Plans on paper."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.plans.views import packets

urlpatterns: list[URLPattern | URLResolver] = [
    path("students/<uuid:student_id>/plan.pdf", packets.plan_pdf, name="plan_pdf"),
    path("classes/<uuid:class_id>/plans.pdf", packets.class_packet, name="class_packet"),
    path("plans/<uuid:student_id>/plan.pdf", packets.own_plan_pdf, name="own_plan_pdf"),
    path("packets/", packets.packets, name="packets"),
    path("packets/schools/<uuid:school_id>/", packets.school_packet, name="school_packet"),
    path("packets/<uuid:order_id>/", packets.packet_order, name="packet_order"),
    path("packets/<uuid:order_id>/plans.pdf", packets.packet_file, name="packet_file"),
]
