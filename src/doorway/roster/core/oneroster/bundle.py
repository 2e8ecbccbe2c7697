"""Opening a bundle: a folder or a zip, within limits, without ever writing to disk."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.limits import Limits
from doorway.roster.core.oneroster.spec import all_file_names

# Whatever zipfile and zlib raise on mangled data differs with the damage.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    EOFError,
)
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What operating systems leave behind.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_FOLDER_DEPTH = 4


@dataclass
class Bundle:
    """The files of a package: canonical name without ``.csv`` → how to read its bytes (None: could not be read).

    ``others`` are the names of what is no file of a roster.
    """

    readers: dict[str, Callable[[], bytes | None]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """A file of the package: its size and how to read it."""

    size: int
    read: Callable[[], bytes | None]


def open_bundle(path: Path, *, findings: Findings, limits: Limits, name: str = "") -> Bundle:
    """The package at the path; whatever is wrong with it is said in the findings.

    ``name``: what its owner calls it, where it waits here under another name.
    """
    name = name or path.name
    try:
        if path.is_dir():
            entries = _list_folder(path, findings, limits)
        elif path.is_file():
            entries = _list_zip(path, name, findings, limits)
        else:
            findings.say(Code.NOT_FOUND, scope=Scope.BUNDLE, path=name)
            return Bundle()
    except PermissionError:
        findings.say(Code.NOT_READABLE, scope=Scope.BUNDLE, path=name)
        return Bundle()
    if findings.fatal or _too_big(entries, findings, limits):
        return Bundle()
    return _bundle(entries, findings)


def _too_big(entries: Mapping[str, _Entry], findings: Findings, limits: Limits) -> bool:
    for name, entry in entries.items():
        if entry.size > limits.file_bytes:
            findings.say(Code.ZIP_TOO_BIG, scope=Scope.BUNDLE, file=name, limit=limits.file_bytes // 1024**2)
            return True
    if sum(entry.size for entry in entries.values()) > limits.total_bytes:
        findings.say(Code.ZIP_TOO_BIG, scope=Scope.BUNDLE, limit=limits.total_bytes // 1024**2)
        return True
    return False


# -- a folder


def _list_folder(path: Path, findings: Findings, limits: Limits) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for parent, folders, files in os.walk(path):
        inside = PurePosixPath(Path(parent).relative_to(path))
        if len(inside.parts) >= _FOLDER_DEPTH:
            folders.clear()
        folders.sort()
        for name in sorted(files):
            file = Path(parent, name)
            found[str(inside / name)] = _Entry(file.stat().st_size, _file_reader(file, findings))
        if len(found) > limits.entries:
            findings.say(Code.ZIP_TOO_MANY, scope=Scope.BUNDLE, count=len(found), limit=limits.entries)
            break
    return found


def _file_reader(path: Path, findings: Findings) -> Callable[[], bytes | None]:
    def read() -> bytes | None:
        try:
            return path.read_bytes()
        except OSError:
            findings.say(Code.NOT_READABLE, scope=Scope.BUNDLE, path=path.name)
            return None

    return read


# -- a zip


def _list_zip(path: Path, name: str, findings: Findings, limits: Limits) -> dict[str, _Entry]:
    try:
        if _directory_bytes(path) > limits.entries * 1000:
            # Counted before the directory is read: a million entries would fill the memory.
            findings.say(Code.ZIP_TOO_MANY, scope=Scope.BUNDLE, count="…", limit=limits.entries)
            return {}
        with zipfile.ZipFile(path) as archive:
            # Not is_dir(): it stumbles over a name that a damaged zip has emptied.
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except PermissionError:
        raise
    except _DAMAGED:
        code = Code.ZIP_BROKEN if _looks_zipped(path) else Code.NOT_A_ZIP
        findings.say(code, scope=Scope.BUNDLE, path=name)
        return {}
    if not _safe(infos, findings, limits):
        return {}
    return {info.filename: _Entry(info.file_size, _zip_reader(path, info, findings, limits)) for info in infos}


def _directory_bytes(path: Path) -> int:
    """How long the zip says its directory is; 0 where it does not say."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 66_000))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if 0 <= at <= len(tail) - 22 else 0


def _looks_zipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).startswith(b"PK")


def _safe(infos: list[zipfile.ZipInfo], findings: Findings, limits: Limits) -> bool:
    if len(infos) > limits.entries:
        findings.say(Code.ZIP_TOO_MANY, scope=Scope.BUNDLE, count=len(infos), limit=limits.entries)
        return False
    seen: set[str] = set()
    for info in infos:
        problem = _problem(info, limits)
        if problem is None and info.filename in seen:
            problem = Code.ZIP_DUPLICATE
        if problem is not None:
            findings.say(problem, scope=Scope.BUNDLE, file=info.filename)
            return False
        seen.add(info.filename)
    return True


def _problem(info: zipfile.ZipInfo, limits: Limits) -> Code | None:
    """Why the entry must not be opened, or None."""
    if _escapes(info):
        return Code.ZIP_PATH
    if info.flag_bits & 0x1:
        return Code.ZIP_ENCRYPTED
    if info.compress_type not in _PACKINGS:
        return Code.ZIP_PACKING
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        return Code.ZIP_BOMB
    return None


def _escapes(info: zipfile.ZipInfo) -> bool:
    """Whether the entry points out of the package: an absolute path, a step up, a drive, or a link."""
    # orig_filename: zipfile has already cut the name at a NUL and turned backslashes on Windows.
    name = info.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
    return path.is_absolute() or ".." in path.parts or "\0" in name or name[1:2] == ":" or is_link


def _zip_reader(path: Path, info: zipfile.ZipInfo, findings: Findings, limits: Limits) -> Callable[[], bytes | None]:
    def read() -> bytes | None:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
                # One byte more than declared: the sizes in the directory may be a lie.
                data = stream.read(min(info.file_size, limits.file_bytes) + 1)
        except _DAMAGED:
            data = None
        if data is None or len(data) > info.file_size:
            findings.say(Code.ZIP_BROKEN, scope=Scope.BUNDLE, file=info.filename)
            return None
        return data

    return read


# -- what lies in either


def _bundle(entries: Mapping[str, _Entry], findings: Findings) -> Bundle:
    entries = {name: entry for name, entry in entries.items() if not _is_litter(name)}
    bundle = Bundle(others=[name for name in entries if _known(name) is None])
    top = _top(entries, findings)
    if top is None:
        return bundle
    if top:
        findings.say(Code.ZIP_FOLDER, scope=Scope.FILE, forgive=True, folder=top)
    for name, entry in entries.items():
        inner = name.removeprefix(top)
        known = _known(inner)
        if known is None or "/" in inner or (top and inner == name):
            findings.say(Code.ENTRY_UNKNOWN, file=inner, scope=Scope.FILE, forgive=True)
            continue
        if known in bundle.readers:
            findings.say(Code.ZIP_DUPLICATE, scope=Scope.BUNDLE, file=inner)
            continue
        if inner != f"{known}.csv":
            findings.say(Code.FILE_CASE, file=inner, scope=Scope.FILE, forgive=True, expected=f"{known}.csv")
        bundle.readers[known] = entry.read
    return bundle


def _is_litter(name: str) -> bool:
    return any(part.startswith(".") or part.lower() in _LITTER for part in PurePosixPath(name).parts)


def _known(name: str) -> str | None:
    """The standard's name of the file, without ``.csv``; None when it is not one of its files."""
    base = PurePosixPath(name).name.lower()
    return all_file_names().get(base[:-4]) if base.endswith(".csv") else None


def _top(entries: Mapping[str, _Entry], findings: Findings) -> str | None:
    """The folder (with its slash, or nothing) in which the roster lies; None when there are several."""
    folders = {name[: len(name) - len(PurePosixPath(name).name)] for name in entries if _known(name) is not None}
    if not folders or "" in folders:
        return ""
    if len(folders) == 1:
        return folders.pop()
    findings.say(Code.ZIP_FOLDERS, scope=Scope.BUNDLE, folders=", ".join(sorted(folders)))
    return None
