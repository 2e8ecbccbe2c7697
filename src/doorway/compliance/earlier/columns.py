"""The first line of a file of earlier conferences: its columns, by the words that systems have for them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

from doorway.roster.files import TableFile, TableRefused, open_text

# For each column its headings, in English and in Spanish; the first of each is the one that pages name.
HEADINGS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "student_id": (
        ("student_id", "local_id", "state_id", "student_number"),
        ("id_del_estudiante", "id_estudiante", "id_de_estudiante", "numero_de_estudiante", "matricula"),
    ),
    "date": (("date", "conference_date", "held_on"), ("fecha", "fecha_de_la_conferencia")),
    "kind": (("kind", "type", "conference_type"), ("tipo", "tipo_de_conferencia")),
    "parent": (
        ("parent", "parents", "parent_present", "guardian", "guardians", "family"),
        ("padres", "padre_o_madre", "tutor", "tutores", "familia", "padres_presentes"),
    ),
    "student": (
        ("student", "student_present", "student_attended"),
        ("estudiante", "estudiante_presente", "alumno"),
    ),
    "held_by": (
        ("held_by", "staff", "staff_id", "led_by"),
        ("a_cargo_de", "personal", "id_del_personal", "realizada_por"),
    ),
    "counselor": (
        ("counselor", "with_counselor", "counselor_present"),
        ("consejero", "consejera", "con_consejero", "con_consejera"),
    ),
    "minutes": (("minutes", "duration", "length"), ("minutos", "duracion")),
    "school": (("school", "school_id", "held_at"), ("escuela", "id_de_la_escuela")),
}  # fmt: skip
REQUIRED: Final = ("student_id", "date", "kind", "parent")
OPTIONAL: Final = tuple(name for name in HEADINGS if name not in REQUIRED)
_KNOWN = {heading: name for name, both in HEADINGS.items() for words in both for heading in words}


def heading_of(column: str) -> str:
    """The heading of a column in the reader's language; of one that an earlier version had, what it was called."""
    if column not in HEADINGS:
        return column
    english, spanish = HEADINGS[column]
    return spanish[0] if (get_language() or "").startswith("es") else english[0]


def open_earlier(path: Path, name: str = "") -> TableFile:
    """The file with its columns; :class:`TableRefused` when it cannot be read as such a table."""
    text = open_text(path, name)
    plain = [_plain(cell) for cell in text.header]
    columns = [_KNOWN.get(heading, "") for heading in plain]
    missing = [heading_of(column) for column in REQUIRED if column not in columns]
    if missing:
        raise TableRefused(TableRefused.COLUMNS, missing=", ".join(missing))
    twice = [heading for heading, column in zip(plain, columns, strict=True) if column and columns.count(column) > 1]
    if twice:
        raise TableRefused(TableRefused.COLUMN_TWICE, columns=", ".join(sorted(set(twice))))
    return TableFile(
        text.path,
        text.name,
        text.sha256,
        text.separator,
        text.header,
        places={column: at for at, column in enumerate(columns) if column},
        ignored=tuple(heading for heading, column in zip(plain, columns, strict=True) if heading and not column),
    )


def _plain(cell: str) -> str:
    """A heading without capitals, blanks and accents: “Tipo de Conferencia” is tipo_de_conferencia."""
    letters = unicodedata.normalize("NFKD", cell.strip().casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "_".join(bare.replace("-", " ").replace("_", " ").split())
