"""Django's handle on this slice."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """The board's policy, and who has been met."""

    name = "doorway.compliance"
    label = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
