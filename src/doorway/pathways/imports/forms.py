"""The form for a file of courses or transcripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorway.pathways.imports.kinds import FileKind


class RecordFileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Export it again.")},
        widget=forms.FileInput(
            attrs={"accept": ".csv,text/csv,.json,application/json,.xml,application/xml,text/xml,.zip,application/zip"}
        ),
    )

    def __init__(self, kind: FileKind, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].label = str(kind.label)
        self.fields["file"].help_text = str(kind.hint)
