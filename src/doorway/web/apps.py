"""Django's handle on this slice."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components, print."""

    name = "doorway.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
