"""Django's handle on this slice."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The state's and the district's rules as data."""

    name = "doorway.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
