"""Django's handle on this slice."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Scores, benchmarks and the charts drawn from them."""

    name = "doorway.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which records grow old."""
        from doorway.assessments.aging import WaitingResults  # late: models must be loaded first
        from doorway.roster.keeping import register  # late: the same

        register(WaitingResults())
