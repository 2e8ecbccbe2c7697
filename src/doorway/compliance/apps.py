"""Django's handle on this slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComplianceConfig(AppConfig):
    """The board's policy, and who has been met."""

    name = "doorway.compliance"
    label = "compliance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Count where every student stands, on an installation that had students before."""
        from doorway.compliance.following import recount_where_missing  # late: models must be loaded first

        post_migrate.connect(recount_where_missing, sender=self)
