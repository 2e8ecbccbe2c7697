"""Django's handle on this slice."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Conference days, hosts, appointments."""

    name = "doorway.conferences"
    label = "conferences"
    default_auto_field = "django.db.models.BigAutoField"
