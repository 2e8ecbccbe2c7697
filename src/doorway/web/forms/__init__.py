"""How forms look."""

from django.forms.renderers import TemplatesSetting


class DoorwayFormRenderer(TemplatesSetting):
    """Renders fields through the project's templates."""
