"""Django's handle on this slice."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Letters to everybody, and their replies."""

    name = "doorway.announcements"
    label = "announcements"
    default_auto_field = "django.db.models.BigAutoField"
