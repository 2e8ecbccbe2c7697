"""How forms look: GOV.UK markup for every field, made here once, so that pages only name their fields."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template.loader import select_template


class DoorwayFormRenderer(TemplatesSetting):
    """Looks for each of Django's form templates below ``web/forms/`` first.

    ``{{ form.field.as_field_group }}`` gives label, hint, error and field, tied together for screen readers.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Our drawing of a widget, or Django's own."""
        own = template_name.replace("django/forms/", "web/forms/", 1)
        return select_template([own, template_name])
