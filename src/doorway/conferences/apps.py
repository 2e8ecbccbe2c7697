"""Django's handle on this slice."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Conference days, hosts, appointments."""

    name = "doorway.conferences"
    label = "conferences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what happens to meetings when a record is closed."""
        from doorway.conferences.actions.closing import MEETINGS  # late: models are there only now
        from doorway.roster.closing import register

        register(MEETINGS)
