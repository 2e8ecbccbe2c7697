"""Django's handle on this slice."""

from importlib import import_module

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The state's and the district's rules as data."""

    name = "doorway.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is looked at before the server starts."""
        import_module("doorway.policy.system_checks")
