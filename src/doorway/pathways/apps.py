"""Django's handle on this slice."""

from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    """What leads to graduation and beyond."""

    name = "doorway.pathways"
    label = "pathways"
    default_auto_field = "django.db.models.BigAutoField"
