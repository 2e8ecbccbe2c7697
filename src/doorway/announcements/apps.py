"""Django's handle on this slice."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Letters to everybody, and their replies."""

    name = "doorway.announcements"
    label = "announcements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which records grow old."""
        from doorway.announcements.aging import Replies  # late: models must be loaded first
        from doorway.roster.keeping import register  # late: the same

        register(Replies())
