"""The sentence for every code of the ledger: what is wrong, and what to do where something can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from doorway.roster.imports.plan.model import Loss

SENTENCES: Final[dict[str, str | Promise]] = {
    "not_found": _("There is no file or folder %(path)s. Check the name."),
    "not_readable": _("%(path)s must not be read by this program. Give its user the right to read it."),
    "not_a_zip": _("%(path)s is not a zip file. Upload the zip that your student information system exports."),
    "zip_broken": _("The zip file is damaged. Export it again, or send it again as a whole."),
    "zip_encrypted": _("The zip file is locked with a password. Export it without one."),
    "zip_packing": _("The file is packed in a way that Doorway does not open. Make an ordinary zip."),
    "zip_too_many": _("There are more than %(limit)s files in it. Export only the roster."),
    "zip_too_big": _("The files are larger than %(limit)s megabytes. Export only the roster files."),
    "zip_bomb": _(
        "The file unpacks to far more than a roster can hold, so it was not opened. Perhaps a single cell holds"
        " megabytes of text: correct it where it was written, and export the roster again."
    ),
    "zip_path": _("The zip names a file outside of itself, so it was not opened. Export it again."),
    "zip_duplicate": _("The package holds this file twice. Keep one of them."),
    "zip_folder": _("The files lie in the folder %(folder)s inside the zip. They should be at its top level."),
    "zip_folders": _("There are several rosters in it, in the folders %(folders)s. Take them in one by one."),
    "entry_unknown": _("This is not a roster file and was not read."),
    "file_case": _("The file should be named %(expected)s."),
    "file_not_needed": _("Doorway does not need this file and did not read it."),
    "nothing_to_read": _("There are no roster files in it. A roster has users.csv, orgs.csv, classes.csv and others."),
    "spreadsheet": _("This is a spreadsheet. Export a OneRoster CSV zip from your student information system."),
    "ed_fi": _(
        "These are XML files, as Ed-Fi uses them. Doorway takes OneRoster CSV: choose that export in your student"
        " information system."
    ),
    "school_data_sync": _(
        "These are files of Microsoft School Data Sync, not of OneRoster, although their names are the same. Export"
        " OneRoster CSV (1.1 or 1.2) from your student information system."
    ),
    "manifest_missing": _("manifest.csv is missing. The files were read as additions: nobody counts as gone."),
    "manifest_header": _("The first row should read propertyName,value."),
    "manifest_duplicate": _("This property is written twice. The first one counts."),
    "manifest_unknown": _("The standard has no such property."),
    "manifest_absent_property": _("The manifest does not say whether this file is delivered."),
    "manifest_value": _(
        "“%(value)s” is not a value for this property. Write bulk, delta or absent (1.0 for the version)."
    ),
    "oneroster_version": _("“%(value)s” is not a version that Doorway knows. It was read as %(understood)s."),
    "marked_absent": _("The manifest says that this file is absent, but it is there. It was not read."),
    "marked_present": _("The manifest announces this file, but it is missing. Nothing it would hold was changed."),
    "byte_order_mark": _("The file begins with a mark that some programs add. It was left out."),
    "encoding": _("The file is written in %(encoding)s. It should be UTF-8."),
    "encoding_unreadable": _("The characters of this file cannot be read. Save it as UTF-8."),
    "file_empty": _("The file has no header row. Export it with its column names."),
    "separator": _("The cells are separated by “%(separator)s”. It should be a comma."),
    "too_many_rows": _("The file has more than %(limit)s rows. That is more than one district has."),
    "not_whole": _("Some rows of this file could not be read, so nobody counts as no longer listed."),
    "header_spelling": _("This column should be named %(expected)s."),
    "header_blank": _("Column %(column)s has no name and was not read."),
    "header_unknown": _("The standard has no such column. It was not read."),
    "header_duplicate": _("This column is in the file twice, so nobody can tell which one counts. Remove one."),
    "header_order": _("The columns are in another order than the standard's."),
    "header_missing": _("This column is missing."),
    "metadata_unknown": _("Doorway does not know this extra column and did not read it."),
    "row_short": _("Cells in the row: %(found)s; in the header: %(expected)s."),
    "row_wide": _("Cells in the row: %(found)s; in the header: %(expected)s. Look for a comma that needs quotes."),
    "row_blank": _("The row is empty."),
    "row_broken": _("The row cannot be read: a quotation mark is missing or too many. Correct it here or above."),
    "line_break": _("A cell holds a line break. It was read as a blank."),
    "cell_too_long": _("A cell is longer than %(limit)s characters. Look for a missing quotation mark, or shorten it."),
    "too_many_cells": _(
        "The row has more cells than a row can have (%(found)s). Look for a missing quotation mark above it."
    ),
    "broken_letter": _("The row has a character that cannot be read. Correct it, and save the file as UTF-8."),
    "hidden_letter": _("The text has characters that cannot be seen. They were left out."),
    "nul_byte": _("The row holds a byte that is not text. Export the file again."),
    "duplicate_row": _("The same is in row %(other)s already."),
    "duplicate_id": _("Two rows have the id %(value)s (see row %(other)s). Neither counts until one gets its own id."),
    "required_blank": _("This must not be empty."),
    "bulk_filled": _("This must be empty in a full delivery (bulk)."),
    "delta_blank": _("This must be filled in a delivery of changes (delta)."),
    "bad_guid": _("“%(value)s” has characters that an id must not have."),
    "bad_enum": _("“%(value)s” is none of the words that are allowed here."),
    "bad_boolean": _("“%(value)s” is neither true nor false."),
    "bad_date": _("“%(value)s” is not a date like 2026-09-30."),
    "bad_datetime": _("“%(value)s” is not a time like 2026-09-30T08:00:00.000Z. Nothing depends on it."),
    "bad_year": _("“%(value)s” is not a year. Write the year in which the school year ends."),
    "bad_grade": _("“%(value)s” is not a grade of the standard (KG, 01 to 12 and others)."),
    "bad_number": _("“%(value)s” is not a number."),
    "bad_list": _("“%(value)s” is not written as a list of the standard."),
    "bad_case_id": _("“%(value)s” is not an id of a learning objective (urn:uuid:…)."),
    "subject_codes": _("There are not as many subject codes as subjects."),
    "date_implausible": _("“%(value)s” lies too far in the past or the future to be right. Check the year."),
    "dates_swapped": _("The end %(value)s comes before the beginning %(begin)s."),
    "session_year": _(
        "The school year %(value)s does not fit the last day, %(end)s. It should be the year in which it ends."
    ),
    "bad_email": _("“%(value)s” is not an e-mail address. Until it is corrected this person cannot sign in."),
    "bad_language": _("Doorway writes in English (en) and Spanish (es), not yet in “%(value)s”."),
    "too_long": _("The text is longer than %(limit)s characters."),
    "ssn": _(
        "A value here looks like a social security number. Doorway never takes one in. Remove it from the export."
    ),
    "reference_file": _("This column points into %(target)s, which is not delivered."),
    "reference_missing": _("“%(value)s” is not in %(target)s."),
    "reference_refused": _("“%(value)s” in %(target)s was refused, so this row waits for it."),
    "org_type": _("“%(value)s” is of the type “%(type)s”, which does not fit here."),
    "parent_circle": _("“%(value)s” stands above and below itself. It was read as if it had nothing above it."),
    "session_type": _("“%(value)s” is of the type “%(type)s”, which does not fit here."),
    "state_id_taken": _(
        "Somebody else has the state id %(value)s too. Two people cannot share one; correct it in the student"
        " information system."
    ),
    "shared_number": _(
        "The student in row %(other)s has the same local id %(value)s. Scores under it cannot be told apart."
    ),
    "school_of_classes": _("“%(value)s” is not a school. The schools of this person’s classes were taken instead."),
    "local_role": _("%(value)s is no longer listed, but has a role that was given here, and keeps it."),
    "closed_record": _(
        "The record of %(other)s is closed to somebody who may be %(value)s. Ask the school office first."
    ),
    "last_students": _(
        "%(value)s has no students any more. It had %(students)s; each is at another school now, or the roster names"
        " the day on which they left."
    ),
    "comes_again": _(
        "%(value)s has this role here until %(end)s and again from %(begin)s. The second time counts when a roster"
        " is taken in after %(end)s."
    ),
    "begins_now": _(
        "The file names no first day for roles that are new or come back: %(value)s. They begin on %(begin)s."
    ),
    "many_primary": _("“%(value)s” has more than one primary role here (see row %(other)s). The first counts."),
    "primary_org_role": _("The primary school “%(value)s” is one where this person has no role."),
    "no_role": _("“%(value)s” has no role anywhere. Add a row to roles.csv."),
    "role_mismatch": _("“%(person)s” is enrolled as %(value)s but is listed as %(roles)s. Correct one of the two."),
    "profile_of_other": _("The profile “%(value)s” belongs to somebody else."),
    "result_not_enrolled": _("“%(value)s” is not enrolled in the class “%(target)s”."),
    "score_outside": _("The score %(value)s lies outside what is possible."),
    "agent_one_way": _("“%(value)s” names “%(other)s”, but not the other way round. One side is enough here."),
    "agent_missing": _("“%(value)s” is named as family but is not on the roster."),
    "agent_role": _("“%(value)s” and “%(other)s” are not a guardian and a student, so they were not linked."),
    "gone_parent": _("What this row belongs to in %(target)s is to be deleted, so this row ends too."),
    "conflicting_school": _("“%(value)s” is not the school of the class, “%(understood)s”. The class counts."),
}

_EFFECTS: Final[dict[str, str | Promise]] = {
    "value": _("This value was left out; the rest of the row was taken."),
    "link": _("The link was left out; both people were taken."),
    "row": _("The row was not taken. Whoever it is about stays as they are."),
    "file": _("The file was not taken. Everything it is about stays as it is."),
    "bundle": _("Nothing was taken."),
}


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(code: str, params: Mapping[str, Any], *, refused: bool = False) -> str:
    """The line's sentence in the reader's language, with what came of it and how often it was so."""
    parts = [str(SENTENCES.get(code, code)) % _Params(params)]
    understood = params.get("understood")
    if refused:
        if params.get("breach"):
            parts.append(gettext("This breaks the standard."))
        else:
            parts.append(str(_EFFECTS.get(str(params.get("scope")), "")))
    elif understood and understood != params.get("value") and code not in ("oneroster_version", "conflicting_school"):
        parts.append(gettext("It was read as “%(understood)s”.") % {"understood": understood})
    if params.get("count"):
        times = ngettext("(%(count)s time)", "(%(count)s times)", int(str(params["count"])))
        parts.append(times % {"count": params["count"]})
    return " ".join(part for part in parts if part)


_LOSSES: Final[dict[str, str | Promise]] = {
    "students": _("%(lost)s of %(before)s students are no longer listed, or only with days that are over."),
    "schools": _("Every student would be gone at %(lost)s of %(before)s schools: %(names)s."),
    "classes": _("%(lost)s of %(before)s students who are in a class would be in none."),
    "guardians": _("%(lost)s of %(before)s students who have a guardian would have none."),
    "sign_ins": _("%(lost)s of %(before)s guardians who can sign in no longer could."),
}


def loss_sentence(loss: Loss) -> str:
    """What would be lost, in the reader's language."""
    return str(_LOSSES[loss.kind]) % {
        "lost": f"{loss.lost:,}",
        "before": f"{loss.before:,}",
        "names": ", ".join([*loss.names, "…"] if loss.lost > len(loss.names) else loss.names),
    }


_NOUNS: Final[dict[str, str | Promise]] = {
    "schools": _("Schools"),
    "sessions": _("Parts of the year"),
    "courses": _("Courses"),
    "classes": _("Classes"),
    "people": _("People"),
    "roles": _("Roles at schools"),
    "stays": _("Earlier times at schools"),
    "grades": _("Grades repeated or skipped"),
    "enrollments": _("Places in classes"),
    "guardians": _("Guardians of students"),
}

_TITLES: Final[dict[str, str | Promise]] = {
    "created": _("New"),
    "changed": _("Changed"),
    "vanished": _("No longer listed"),
    "refused": _("Refused"),
    "forgiven": _("Forgiven or left out"),
}

_FIELDS: Final[dict[str, str | Promise]] = {
    "given_name": _("given name"),
    "middle_name": _("middle name"),
    "family_name": _("family name"),
    "preferred_given_name": _("preferred name"),
    "email": _("e-mail address"),
    "user": _("signs in as"),
    "phone": _("telephone"),
    "sms": _("number for text messages"),
    "language": _("language"),
    "identifier": _("local id"),
    "state_id": _("state id"),
    "grade": _("grade"),
    "grades": _("grades"),
    "birth_date": _("date of birth"),
    "is_active": _("active"),
    "name": _("name"),
    "title": _("title"),
    "kind": _("kind"),
    "code": _("code"),
    "location": _("room"),
    "subjects": _("subjects"),
    "school": _("school"),
    "school_year": _("school year"),
    "school_class": _("class"),
    "course": _("course"),
    "person": _("person"),
    "role": _("role"),
    "relationship": _("relationship"),
    "is_primary": _("primary"),
    "starts_on": _("first day"),
    "begins_on": _("first day"),
    "ends_on": _("last day"),
    "stayed_until": _("stayed until"),
    "sourced_id": _("roster id"),
}


def noun_name(noun: str) -> str:
    """What is counted, in the reader's language."""
    return str(_NOUNS[noun])


def verdict_title(verdict: str) -> str:
    """The heading of a list of lines."""
    return str(_TITLES.get(verdict, ""))


def field_name(name: str) -> str:
    """A field's name in the reader's language."""
    return str(_FIELDS.get(name, name))
