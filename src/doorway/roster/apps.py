"""Django's handle on this slice."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """District, schools, years, people, families, classes; who may see whom and why."""

    name = "doorway.roster"
    label = "roster"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which records grow old."""
        from doorway.roster.aging import StudentFiles, UploadedLines  # late: models must be loaded first
        from doorway.roster.keeping import register  # late: the same

        register(UploadedLines())
        register(StudentFiles())
