"""Django's handle on this slice."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The student's plan: evidence, voices, goals, signatures, versions."""

    name = "doorway.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
