"""As what somebody says something about a student's way, by the names that stand in the history."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SaidAs(models.TextChoices):
    """What the person was to the student when it was said."""

    STUDENT = "student", _("by the student")
    GUARDIAN = "guardian", _("by the family")
    COUNSELOR = "counselor", _("by the counselor")
