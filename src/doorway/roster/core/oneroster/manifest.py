"""The manifest: which version, and for each file whether it is the whole truth (bulk) or a change (delta)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from doorway.roster.core.oneroster import spec
from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.text import Table

FILE = "manifest.csv"
_VERSIONS = {"1.1": "1.1", "1.1.1": "1.1", "1.2": "1.2", "1.2.0": "1.2", "1.2.1": "1.2"}
_WRITTEN = frozenset({"1.1", "1.2", "1.2.1"})


class Mode(Enum):
    """How a file is delivered. ADDITIVE is ours: read, but nothing that is missing counts as gone."""

    BULK = "bulk"
    DELTA = "delta"
    ABSENT = "absent"
    ADDITIVE = "additive"


@dataclass(frozen=True)
class Manifest:
    """What the package says about itself; every file that is present has a mode."""

    version: str
    modes: dict[str, Mode]
    system: str = ""


def read_manifest(table: Table | None, *, present: frozenset[str], findings: Findings) -> Manifest:
    """The manifest of the package. Without one nothing is taken as gone: files are read as additions."""
    if table is None:
        findings.say(Code.MANIFEST_MISSING, file=FILE, scope=Scope.FILE, forgive=True)
        version = "1.2" if "roles" in present else "1.1"
        return Manifest(version, dict.fromkeys(sorted(present), Mode.ADDITIVE))
    if table.header != ["propertyName", "value"]:
        findings.say(Code.MANIFEST_HEADER, file=FILE, row=1, scope=Scope.FILE, forgive=True)
    properties = _properties(table, findings)
    version = _version(properties, present, findings)
    modes = _modes(properties, version, present, findings)
    system = properties.get("source.systemName", "")
    return Manifest(version, modes, "" if system == "absent" else system)


def _properties(table: Table, findings: Findings) -> dict[str, str]:
    properties: dict[str, str] = {}
    for number, cells in table.rows:
        name, value = cells[0].strip(), cells[1].strip() if len(cells) > 1 else ""
        if name == "propertyName":
            continue
        if name in properties:
            same = properties[name] == value
            findings.say(Code.MANIFEST_DUPLICATE, file=FILE, row=number, field=name, scope=Scope.VALUE, forgive=same)
            continue
        properties[name] = value
    return properties


def _version(properties: dict[str, str], present: frozenset[str], findings: Findings) -> str:
    manifest_version = properties.pop("manifest.version", "")
    if manifest_version != "1.0":
        findings.say(
            Code.MANIFEST_VALUE,
            file=FILE,
            field="manifest.version",
            scope=Scope.VALUE,
            forgive=True,
            value=manifest_version,
        )
    written = properties.pop("oneroster.version", "")
    version = _VERSIONS.get(written.lower().removeprefix("v"))
    if version is None or written not in _WRITTEN:
        version = version or ("1.2" if "roles" in present else "1.1")
        findings.say(
            Code.ONEROSTER_VERSION, file=FILE, scope=Scope.FILE, forgive=True, value=written, understood=version
        )
    return version


def _modes(properties: dict[str, str], version: str, present: frozenset[str], findings: Findings) -> dict[str, Mode]:
    known = spec.files(version)
    stated: dict[str, str] = {}
    for name, value in properties.items():
        if name in ("source.systemName", "source.systemCode"):
            continue
        file = name.removeprefix("file.")
        if not name.startswith("file.") or file not in known:
            findings.say(Code.MANIFEST_UNKNOWN, file=FILE, field=name, scope=Scope.VALUE, forgive=True)
        if name.startswith("file."):
            stated[file] = value
    modes: dict[str, Mode] = {}
    for file in sorted({*known, *present} - {"manifest"}):
        modes[file] = _mode(file, stated.get(file), file in known, file in present, findings)
    return modes


def _mode(file: str, stated: str | None, known: bool, present: bool, findings: Findings) -> Mode:
    if stated is None and known:
        findings.say(Code.MANIFEST_ABSENT_PROPERTY, file=FILE, field=f"file.{file}", scope=Scope.VALUE, forgive=True)
    elif stated is not None and stated not in ("bulk", "delta", "absent"):
        findings.say(
            Code.MANIFEST_VALUE, file=FILE, field=f"file.{file}", scope=Scope.VALUE, forgive=True, value=stated
        )
    folded = (stated or "").lower()
    if folded in ("bulk", "delta"):
        if not present:
            # An announced file that is missing must never read as "everybody is gone".
            findings.say(Code.MARKED_PRESENT, file=f"{file}.csv", scope=Scope.FILE, forgive=True)
            return Mode.ABSENT
        return Mode(folded)
    if folded == "absent":
        if present:
            findings.say(Code.MARKED_ABSENT, file=f"{file}.csv", scope=Scope.FILE)
        return Mode.ABSENT
    return Mode.ADDITIVE if present else Mode.ABSENT
