"""Django's handle on this slice."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Scores, benchmarks and the charts drawn from them."""

    name = "doorway.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
