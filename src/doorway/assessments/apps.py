"""Django's handle on this slice."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Scores, benchmarks and the charts drawn from them."""

    name = "doorway.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the slices below what only this one knows: how scores are read, which records grow old, and how an
        e-mail is made for whoever asked for the chart in it.
        """
        scores, best = (import_module(f"doorway.{name}") for name in ("policy.scores", "assessments.queries.best"))
        scores.read_scores_with(best.best_of)
        from doorway.assessments.aging import WaitingResults  # late: models must be loaded first
        from doorway.assessments.letters.by_email import fuller_letter  # late: the same
        from doorway.messages.fuller import send_fuller  # late: the same
        from doorway.roster.keeping import register  # late: the same

        register(WaitingResults())
        send_fuller("reading_letter", fuller_letter)
