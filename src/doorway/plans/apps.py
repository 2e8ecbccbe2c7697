"""Django's handle on this slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    """The student's plan: evidence, voices, goals, signatures, versions."""

    name = "doorway.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say of versions that were shared before it was kept which of their parts are filled in."""
        from doorway.plans.filling import fill_where_missing  # late: models must be loaded first

        post_migrate.connect(fill_where_missing, sender=self)
