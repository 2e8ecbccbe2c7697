"""Django's handle on this slice."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Invitations, confirmations, reminders: the outbox."""

    name = "doorway.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which records grow old."""
        from doorway.messages.aging import Messages  # late: models must be loaded first
        from doorway.roster.keeping import register  # late: the same

        register(Messages())
