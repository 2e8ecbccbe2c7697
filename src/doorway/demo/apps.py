"""Django's handle on this slice."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo district and its cast."""

    name = "doorway.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
