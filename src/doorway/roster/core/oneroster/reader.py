"""Reading a OneRoster CSV bundle from a path into records and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doorway.roster.core.oneroster import build, spec, ssn
from doorway.roster.core.oneroster.bundle import Bundle, open_bundle
from doorway.roster.core.oneroster.collector import collector_paused
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.gradebook import check_gradebook
from doorway.roster.core.oneroster.limits import Limits
from doorway.roster.core.oneroster.manifest import Manifest, Mode, read_manifest
from doorway.roster.core.oneroster.records import Roster
from doorway.roster.core.oneroster.references import check_meaning, check_references
from doorway.roster.core.oneroster.rows import Sheet, read_sheet
from doorway.roster.core.oneroster.spec import FileSpec
from doorway.roster.core.oneroster.text import Table, decode, first_line, parse


def read_bundle(
    path: Path, *, today: date, strict: bool = False, limits: Limits | None = None, name: str = ""
) -> Roster:
    """The roster in the folder or zip at the path. Never raises for what stands in the files: it is in the findings.

    Tolerant (the default): what can be understood safely is forgiven and said. Strict: every breach of the standard is
    reported, and one is enough to make the roster unusable. ``name``: what the package is called in what is said of it.
    """
    findings = Findings(strict=strict)
    reading = _Reading(today=today, strict=strict, limits=limits or Limits(), findings=findings)
    with collector_paused():
        bundle = open_bundle(path, findings=findings, limits=reading.limits, name=name)
        if findings.fatal:
            return _nothing(findings)
        return reading.read(bundle)


def _nameable(held: set[str]) -> frozenset[str]:
    # An id shaped like a social security number is nobody's id here, and is not carried on.
    return frozenset(sourced_id for sourced_id in held if not ssn.is_secret("sourcedId", sourced_id))


def _nothing(findings: Findings) -> Roster:
    return Roster(version="", modes={}, findings=findings.all(), usable=False)


@dataclass
class _Reading:
    today: date
    strict: bool
    limits: Limits
    findings: Findings

    def read(self, bundle: Bundle) -> Roster:
        """The whole roster of an opened bundle."""
        wrong = self._something_else(bundle)
        if wrong is not None:
            self.findings.say(wrong, scope=Scope.BUNDLE)
            return _nothing(self.findings)
        present = frozenset(bundle.readers) - {"manifest"}
        manifest = read_manifest(self._table(bundle, "manifest"), present=present, findings=self.findings)
        sheets, refused = self._sheets(bundle, manifest)
        if self.findings.fatal:
            return _nothing(self.findings)
        check_references(sheets, version=manifest.version, findings=self.findings)
        check_meaning(sheets, findings=self.findings)
        if self.strict:
            check_gradebook(sheets, findings=self.findings)
        return self._roster(manifest, sheets, refused)

    def _something_else(self, bundle: Bundle) -> Code | None:
        """What the package is when it is no OneRoster bundle."""
        if "manifest" not in bundle.readers and self._is_school_data_sync(bundle):
            return Code.SCHOOL_DATA_SYNC
        if set(bundle.readers) & {*spec.READ, "manifest"}:
            return None
        others = [name.lower() for name in bundle.others]
        if "[content_types].xml" in others:
            return Code.SPREADSHEET
        if any(name.endswith((".xml", ".xml.gz")) for name in others):
            return Code.ED_FI
        return Code.NOTHING_TO_READ

    def _is_school_data_sync(self, bundle: Bundle) -> bool:
        """Microsoft's files bear the same names; their places in classes have no ids of their own."""
        reader = bundle.readers.get("enrollments")
        data = reader() if reader is not None else None
        header = first_line((data or b"")[:20_000].decode("utf-8-sig", "replace"))
        return {"classSourcedId", "userSourcedId"} <= set(header) and "sourcedId" not in header

    def _table(self, bundle: Bundle, name: str) -> Table | None:
        reader = bundle.readers.get(name)
        data = reader() if reader is not None else None
        if data is None:
            return None
        file = f"{name}.csv"
        text = decode(data, file=file, findings=self.findings)
        if text is None:
            return None
        return parse(text, file=file, limits=self.limits, findings=self.findings)

    def _sheets(self, bundle: Bundle, manifest: Manifest) -> tuple[dict[str, Sheet], set[str]]:
        files = spec.files(manifest.version)
        sheets: dict[str, Sheet] = {}
        refused: set[str] = set()
        for name, mode in manifest.modes.items():
            if mode is Mode.ABSENT or name not in bundle.readers:
                continue
            wanted = name in spec.READ or (self.strict and name not in spec.UNCHECKED)
            if name not in files or not wanted:
                self.findings.say(Code.FILE_NOT_NEEDED, file=f"{name}.csv", scope=Scope.FILE)
                continue
            table = self._table(bundle, name)
            sheet = self._sheet(table, files[name], mode, manifest.version) if table is not None else None
            del table  # the largest thing in memory
            if sheet is None:
                refused.add(name)
                continue
            sheets[name] = sheet
            if mode is Mode.BULK and not sheet.whole:
                self.findings.say(Code.NOT_WHOLE, file=sheet.file, scope=Scope.FILE)
        return sheets, refused

    def _sheet(self, table: Table, file: FileSpec, mode: Mode, version: str) -> Sheet | None:
        return read_sheet(table, file, mode=mode, version=version, today=self.today, findings=self.findings)

    def _roster(self, manifest: Manifest, sheets: dict[str, Sheet], refused: set[str]) -> Roster:
        orgs = build.build_orgs(sheets)
        sessions = build.build_sessions(sheets, findings=self.findings)
        courses = build.build_courses(sheets)
        classes = build.build_classes(sheets)
        roles = build.roles_by_person(sheets)
        people = build.build_people(sheets, version=manifest.version, roles=roles, findings=self.findings)
        enrollments = build.build_enrollments(sheets, classes=classes, people=people, findings=self.findings)
        links = build.build_links(sheets, people=people, findings=self.findings)
        found = self.findings.all()
        # A refused file says nothing about anybody: it is as if it had not been delivered.
        modes = {name: Mode.ABSENT if name in refused else mode for name, mode in manifest.modes.items()}
        return Roster(
            version=manifest.version,
            modes={name: modes.get(name, Mode.ABSENT) for name in spec.READ},
            findings=found,
            usable=not self.findings.fatal and not self.findings.breached,
            system=manifest.system,
            orgs=orgs,
            sessions=sessions,
            courses=courses,
            classes=classes,
            people=people,
            enrollments=enrollments,
            links=links,
            other_roles={person: held for person, held in roles.items() if person not in people},
            gone_roles=build.gone_roles(sheets),
            gone={name: frozenset(sheet.gone) for name, sheet in sheets.items()},
            held={name: _nameable(sheet.held) for name, sheet in sheets.items()},
            whole={name: sheet.whole for name, sheet in sheets.items()},
            columns={name: sheet.columns for name, sheet in sheets.items()},
        )
