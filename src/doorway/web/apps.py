"""Django's handle on this slice."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components, print."""

    name = "doorway.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up checks and what the slices put on the start page; let forms say what to do."""
        import_module("doorway.config.checks")
        import_module("doorway.web.cards")
        import_module("doorway.web.forms.sentences").put_in_place()
