"""Django's handle on this slice."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Conference days, hosts, appointments."""

    name = "doorway.conferences"
    label = "conferences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what happens to meetings when a record is closed, and when homes change."""
        from doorway.conferences.actions import closing, homes  # late: models are there only now
        from doorway.roster.closing import register
        from doorway.roster.homes import register as register_homes

        register(closing.MEETINGS)
        register_homes(homes.MEETINGS)
