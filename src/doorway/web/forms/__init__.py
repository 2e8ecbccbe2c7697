"""How forms look: GOV.UK markup for every field, made here once, so that pages only name their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.template.loader import select_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class DoorwayFormRenderer(TemplatesSetting):
    """Looks for each of Django's form templates below ``web/forms/`` first.

    ``{{ form.field.as_field_group }}`` gives label, hint, error and field, tied together for screen readers.
    """

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Lists and check boxes are written without a template.

        A page has hundreds of them: the templates for the times of a day took longer than all the rest.
        """
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        if template_name == "django/forms/widgets/checkbox.html":
            return _checkbox(context["widget"])
        return super().render(template_name, context, request)

    def get_template(self, template_name: str) -> Any:
        """Our drawing of a widget, or Django's own."""
        return _found(template_name) if settings.DEBUG else _kept(template_name)


def _found(template_name: str) -> Any:
    return select_template([template_name.replace("django/forms/", "web/forms/", 1), template_name])


# A form of a large school draws hundreds of fields, and looked for two files for each.
_kept = cache(_found)


def _select(widget: Mapping[str, Any]) -> SafeString:
    """``<select>`` with its options, in groups where they have a name."""
    attrs = dict(widget["attrs"])
    own = flatatt({"class": f"govuk-select {attrs.pop('class', '')}".strip(), "name": widget["name"], **attrs})
    parts = (
        format_html('<optgroup label="{}">{}</optgroup>', group, _options(options)) if group else _options(options)
        for group, options, _index in widget["optgroups"]
    )
    return format_html("<select{}>{}</select>", own, format_html_join("", "{}", ((part,) for part in parts)))


def _checkbox(widget: Mapping[str, Any]) -> SafeString:
    """``<input type="checkbox">``."""
    attrs = dict(widget["attrs"])
    css = f"govuk-checkboxes__input {attrs.pop('class', '')}".strip()
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input class="{}" type="checkbox" name="{}"{}{}>', css, widget["name"], value, flatatt(attrs) if attrs else ""
    )


def _options(options: Iterable[Mapping[str, Any]]) -> SafeString:
    # Hundreds of them on a booking page: each value is escaped once here, which format_html does with four more calls.
    rows = (
        f'<option value="{escape(str(one["value"]))}"{flatatt(one["attrs"]) if one["attrs"] else ""}>'
        f"{escape(str(one['label']))}</option>"
        for one in options
    )
    return mark_safe("".join(rows))  # noqa: S308 (every value was escaped)
