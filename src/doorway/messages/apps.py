"""Django's handle on this slice."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Invitations, confirmations, reminders: the outbox."""

    name = "doorway.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
