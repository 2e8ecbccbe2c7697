"""Django's handle on this slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who is signed in."""

    name = "doorway.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
