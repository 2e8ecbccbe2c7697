"""What the reader has to say about a bundle: codes with parameters, never sentences.

The sentences stand beside the pages, where they can be translated; here a finding is data. A finding never repeats a
value of a column that may hold a secret (a social security number, a password).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from doorway.roster.core.oneroster import ssn


class Severity(Enum):
    """How bad it is: forgiven was understood anyway, refused was not taken, breach is against the standard."""

    NOTE = "note"
    FORGIVEN = "forgiven"
    REFUSED = "refused"
    BREACH = "breach"


class Scope(Enum):
    """What a refused finding keeps out: one value, one link, one row, one file, or the whole bundle."""

    VALUE = "value"
    LINK = "link"
    ROW = "row"
    FILE = "file"
    BUNDLE = "bundle"


class Code(Enum):
    """Every kind of finding. A code that is not about the standard is listed in ``OURS`` or ``NOTES``."""

    # the package
    NOT_FOUND = "not_found"
    NOT_READABLE = "not_readable"
    NOT_A_ZIP = "not_a_zip"
    ZIP_BROKEN = "zip_broken"
    ZIP_ENCRYPTED = "zip_encrypted"
    ZIP_PACKING = "zip_packing"
    ZIP_TOO_MANY = "zip_too_many"
    ZIP_TOO_BIG = "zip_too_big"
    ZIP_BOMB = "zip_bomb"
    ZIP_PATH = "zip_path"
    ZIP_DUPLICATE = "zip_duplicate"
    ZIP_FOLDER = "zip_folder"
    ZIP_FOLDERS = "zip_folders"
    ENTRY_UNKNOWN = "entry_unknown"
    FILE_CASE = "file_case"
    FILE_NOT_NEEDED = "file_not_needed"
    NOTHING_TO_READ = "nothing_to_read"
    SPREADSHEET = "spreadsheet"
    ED_FI = "ed_fi"
    SCHOOL_DATA_SYNC = "school_data_sync"
    # the manifest
    MANIFEST_MISSING = "manifest_missing"
    MANIFEST_HEADER = "manifest_header"
    MANIFEST_DUPLICATE = "manifest_duplicate"
    MANIFEST_UNKNOWN = "manifest_unknown"
    MANIFEST_ABSENT_PROPERTY = "manifest_absent_property"
    MANIFEST_VALUE = "manifest_value"
    ONEROSTER_VERSION = "oneroster_version"
    MARKED_ABSENT = "marked_absent"
    MARKED_PRESENT = "marked_present"
    # a file as a whole
    BYTE_ORDER_MARK = "byte_order_mark"
    ENCODING = "encoding"
    ENCODING_UNREADABLE = "encoding_unreadable"
    FILE_EMPTY = "file_empty"
    SEPARATOR = "separator"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_WHOLE = "not_whole"
    HEADER_SPELLING = "header_spelling"
    HEADER_BLANK = "header_blank"
    HEADER_UNKNOWN = "header_unknown"
    HEADER_DUPLICATE = "header_duplicate"
    HEADER_ORDER = "header_order"
    HEADER_MISSING = "header_missing"
    METADATA_UNKNOWN = "metadata_unknown"
    # a row
    ROW_SHORT = "row_short"
    ROW_WIDE = "row_wide"
    ROW_BLANK = "row_blank"
    ROW_BROKEN = "row_broken"
    LINE_BREAK = "line_break"
    CELL_TOO_LONG = "cell_too_long"
    TOO_MANY_CELLS = "too_many_cells"
    NUL_BYTE = "nul_byte"
    BROKEN_LETTER = "broken_letter"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_ID = "duplicate_id"
    # a value
    REQUIRED_BLANK = "required_blank"
    BULK_FILLED = "bulk_filled"
    DELTA_BLANK = "delta_blank"
    BAD_GUID = "bad_guid"
    BAD_ENUM = "bad_enum"
    BAD_BOOLEAN = "bad_boolean"
    BAD_DATE = "bad_date"
    BAD_DATETIME = "bad_datetime"
    BAD_YEAR = "bad_year"
    BAD_GRADE = "bad_grade"
    BAD_NUMBER = "bad_number"
    BAD_LIST = "bad_list"
    BAD_CASE_ID = "bad_case_id"
    SUBJECT_CODES = "subject_codes"
    DATE_IMPLAUSIBLE = "date_implausible"
    DATES_SWAPPED = "dates_swapped"
    SESSION_YEAR = "session_year"
    HIDDEN_LETTER = "hidden_letter"
    BAD_EMAIL = "bad_email"
    BAD_LANGUAGE = "bad_language"
    TOO_LONG = "too_long"
    SSN = "ssn"
    # one row and another
    REFERENCE_FILE = "reference_file"
    REFERENCE_MISSING = "reference_missing"
    REFERENCE_REFUSED = "reference_refused"
    ORG_TYPE = "org_type"
    PARENT_CIRCLE = "parent_circle"
    SESSION_TYPE = "session_type"
    SHARED_NUMBER = "shared_number"
    STATE_ID_TAKEN = "state_id_taken"
    MANY_PRIMARY = "many_primary"
    COMES_AGAIN = "comes_again"
    BEGINS_NOW = "begins_now"
    PRIMARY_ORG_ROLE = "primary_org_role"
    NO_ROLE = "no_role"
    ROLE_MISMATCH = "role_mismatch"
    PROFILE_OF_OTHER = "profile_of_other"
    RESULT_NOT_ENROLLED = "result_not_enrolled"
    SCORE_OUTSIDE = "score_outside"
    AGENT_ONE_WAY = "agent_one_way"
    AGENT_MISSING = "agent_missing"
    AGENT_ROLE = "agent_role"
    GONE_PARENT = "gone_parent"
    CONFLICTING_SCHOOL = "conflicting_school"
    # the roster and the district
    SCHOOL_OF_CLASSES = "school_of_classes"
    LOCAL_ROLE = "local_role"
    CLOSED_RECORD = "closed_record"
    LAST_STUDENTS = "last_students"


NOTES = frozenset({Code.METADATA_UNKNOWN, Code.FILE_NOT_NEEDED, Code.NOT_WHOLE})
"""Nothing is wrong: it is said once, so that nobody wonders where a column or file went."""

OURS = frozenset(
    {
        Code.SSN,
        Code.DATE_IMPLAUSIBLE,
        Code.DATES_SWAPPED,
        Code.TOO_LONG,
        Code.BAD_EMAIL,
        Code.BAD_LANGUAGE,
        Code.ROLE_MISMATCH,
        Code.REFERENCE_REFUSED,
        Code.AGENT_ROLE,
        Code.GONE_PARENT,
        Code.CONFLICTING_SCHOOL,
        Code.SCHOOL_OF_CLASSES,
        Code.LOCAL_ROLE,
        Code.CLOSED_RECORD,
        Code.LAST_STUDENTS,
        Code.BEGINS_NOW,
        Code.SESSION_YEAR,
        Code.HIDDEN_LETTER,
        Code.SHARED_NUMBER,
        Code.STATE_ID_TAKEN,
        Code.NOT_FOUND,
        Code.NOT_READABLE,
        Code.SPREADSHEET,
        Code.ED_FI,
        Code.SCHOOL_DATA_SYNC,
        Code.TOO_MANY_ROWS,
        Code.TOO_MANY_CELLS,
        Code.ZIP_BOMB,
        Code.ZIP_TOO_BIG,
        Code.ZIP_TOO_MANY,
        Code.CELL_TOO_LONG,
        Code.NOTHING_TO_READ,
    }
)
"""Rules of this product, not of the standard: in strict mode they stay what they are."""

_SHOWN = 40
_PER_KIND = 1000


@dataclass(frozen=True)
class Finding:
    """One thing said about the bundle; ``row`` counts as a spreadsheet does (the header is row 1).

    ``count`` is how many rows said the same; ``row``, ``params`` are of the first of them.
    """

    severity: Severity
    code: Code
    scope: Scope
    file: str = ""
    row: int | None = None
    field: str = ""
    params: tuple[tuple[str, str], ...] = ()
    count: int = 1

    def param(self, name: str) -> str:
        """The parameter's text, or nothing."""
        return dict(self.params).get(name, "")


class Findings:
    """Collects findings: what was forgiven is grouped by kind, what was refused is listed row by row."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self._listed: list[Finding] = []
        self._groups: dict[tuple[object, ...], list[object]] = {}
        self._per_kind: dict[tuple[object, ...], int] = {}

    def say(
        self,
        code: Code,
        *,
        file: str = "",
        row: int | None = None,
        field: str = "",
        scope: Scope = Scope.ROW,
        forgive: bool = False,
        **params: object,
    ) -> None:
        """Record one finding; ``forgive`` says that the tolerant reader understood it anyway."""
        severity = self._severity(code, forgive)
        # Names of files and columns come from outside too.
        file, field = shorten(file), shorten(field)
        shown = tuple((name, shorten(value)) for name, value in params.items())
        if severity in (Severity.FORGIVEN, Severity.NOTE):
            self._group((severity, code, scope, file, field), row, shown)
            return
        kind = (severity, code, scope, file, field)
        seen = self._per_kind.get(kind, 0)
        self._per_kind[kind] = seen + 1
        if seen < _PER_KIND:
            self._listed.append(Finding(severity, code, scope, file, row, field, shown))
        else:
            # A file with a hundred thousand bad rows is described by its first thousand and a count of the rest.
            self._group(kind, row, shown)

    def _severity(self, code: Code, forgive: bool) -> Severity:
        if code in NOTES:
            return Severity.NOTE
        if self.strict and code not in OURS:
            return Severity.BREACH
        return Severity.FORGIVEN if forgive else Severity.REFUSED

    def _group(self, key: tuple[object, ...], row: int | None, params: tuple[tuple[str, str], ...]) -> None:
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = [row, params, 1]
        else:
            group[2] = int(group[2]) + 1  # type: ignore[call-overload]

    @property
    def fatal(self) -> bool:
        """Whether something was said that keeps the whole bundle out."""
        return any(
            item.scope is Scope.BUNDLE and item.severity in (Severity.REFUSED, Severity.BREACH) for item in self._listed
        )

    @property
    def breached(self) -> bool:
        """Whether anything was found against the standard (in strict mode)."""
        return any(item.severity is Severity.BREACH for item in self._listed)

    def all(self) -> tuple[Finding, ...]:
        """The findings: worst first, then by file and row."""
        grouped = [
            Finding(key[0], key[1], key[2], key[3], group[0], key[4], group[1], group[2])  # type: ignore[arg-type]
            for key, group in self._groups.items()
        ]
        order = {Severity.BREACH: 0, Severity.REFUSED: 1, Severity.FORGIVEN: 2, Severity.NOTE: 3}
        return tuple(
            sorted([*self._listed, *grouped], key=lambda item: (order[item.severity], item.file, item.row or 0))
        )


def shorten(value: object) -> str:
    """The value as printable text of at most 40 characters; a social security number is never repeated."""
    text = str(value)
    if ssn.is_secret("", text[:1000]):
        return "…"
    if len(text) <= _SHOWN and text.isprintable():
        return text
    # Cut before cleaning: the value may be ten megabytes long.
    text = "".join(letter if letter.isprintable() else "�" for letter in text[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def of_severity(findings: Iterable[Finding], severity: Severity) -> list[Finding]:
    """Those of the findings that have this severity."""
    return [finding for finding in findings if finding.severity is severity]
