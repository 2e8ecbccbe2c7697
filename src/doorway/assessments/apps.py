"""Django's handle on this slice."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Scores, benchmarks and the charts drawn from them."""

    name = "doorway.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how scores are read, for slices that do not know this one, and which records grow old."""
        scores, best = (import_module(f"doorway.{name}") for name in ("policy.scores", "assessments.queries.best"))
        scores.read_scores_with(best.best_of)
        from doorway.assessments.aging import WaitingResults  # late: models must be loaded first
        from doorway.roster.keeping import register  # late: the same

        register(WaitingResults())
