"""Django's handle on this slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PathwaysConfig(AppConfig):
    """What leads to graduation and beyond."""

    name = "doorway.pathways"
    label = "pathways"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write down which classes are another one at a higher level, on an installation that had a catalog before."""
        from doorway.pathways.courses.levels import settle_where_missing  # late: models must be loaded first

        post_migrate.connect(settle_where_missing, sender=self)
