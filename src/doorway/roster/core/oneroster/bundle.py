"""Opening a bundle: a folder or a zip, within limits, without ever writing to disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from doorway.roster.core.oneroster.findings import Code, Findings, Scope
from doorway.roster.core.oneroster.spec import all_file_names


@dataclass(frozen=True)
class Limits:
    """How much is read: entries, bytes of one file, bytes of all, and how far an entry may unpack."""

    entries: int = 200
    file_bytes: int = 256 * 1024 * 1024
    total_bytes: int = 512 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 4 * 1024 * 1024
    cell_chars: int = 16_000


@dataclass
class Bundle:
    """The files of a package: canonical name without ``.csv`` → how to read its bytes (None: could not be read)."""

    readers: dict[str, Callable[[], bytes | None]] = field(default_factory=dict)


def open_bundle(path: Path, *, findings: Findings, limits: Limits) -> Bundle:
    """The package at the path; whatever is wrong with it is said in the findings."""
    if path.is_dir():
        return _open_folder(path, findings, limits)
    if not path.is_file():
        findings.say(Code.NOT_FOUND, scope=Scope.BUNDLE, path=path.name)
        return Bundle()
    try:
        return _open_zip(path, findings, limits)
    except zipfile.BadZipFile:
        code = Code.ZIP_BROKEN if _looks_zipped(path) else Code.NOT_A_ZIP
        findings.say(code, scope=Scope.BUNDLE, path=path.name)
    except (OSError, ValueError, RuntimeError, NotImplementedError, OverflowError, EOFError):
        # What zipfile raises on mangled central directories differs with the damage.
        findings.say(Code.ZIP_BROKEN, scope=Scope.BUNDLE, path=path.name)
    return Bundle()


def _looks_zipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).startswith(b"PK")


def _open_folder(path: Path, findings: Findings, limits: Limits) -> Bundle:
    bundle = Bundle()
    total = 0
    for entry in sorted(path.iterdir()):
        if not entry.is_file():
            if not entry.name.startswith("."):
                findings.say(Code.ENTRY_UNKNOWN, file=entry.name, scope=Scope.FILE, forgive=True)
            continue
        name = _canonical(entry.name, findings, bundle)
        if name is None:
            continue
        size = entry.stat().st_size
        total += size
        if size > limits.file_bytes or total > limits.total_bytes:
            findings.say(Code.ZIP_TOO_BIG, scope=Scope.BUNDLE, file=entry.name, limit=limits.file_bytes // 1024**2)
            return Bundle()
        bundle.readers[name] = entry.read_bytes
    return bundle


def _open_zip(path: Path, findings: Findings, limits: Limits) -> Bundle:
    with zipfile.ZipFile(path) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
    if not _within_limits(entries, findings, limits):
        return Bundle()
    names = [info.filename for info in entries]
    wrapping = _wrapping_folder(names)
    if wrapping:
        findings.say(Code.ZIP_FOLDER, scope=Scope.FILE, forgive=True, folder=wrapping)
    bundle = Bundle()
    for info in entries:
        inner = info.filename.removeprefix(wrapping)
        if "/" in inner:
            findings.say(Code.ENTRY_UNKNOWN, file=inner, scope=Scope.FILE, forgive=True)
            continue
        name = _canonical(inner, findings, bundle)
        if name is not None:
            bundle.readers[name] = _zip_reader(path, info, findings, limits)
    return bundle


def _within_limits(entries: list[zipfile.ZipInfo], findings: Findings, limits: Limits) -> bool:
    if len(entries) > limits.entries:
        findings.say(Code.ZIP_TOO_MANY, scope=Scope.BUNDLE, count=len(entries), limit=limits.entries)
        return False
    seen: set[str] = set()
    for info in entries:
        if _escapes(info):
            findings.say(Code.ZIP_PATH, scope=Scope.BUNDLE, file=info.filename)
            return False
        if info.flag_bits & 0x1:
            findings.say(Code.ZIP_ENCRYPTED, scope=Scope.BUNDLE, file=info.filename)
            return False
        if info.filename in seen:
            findings.say(Code.ZIP_DUPLICATE, scope=Scope.BUNDLE, file=info.filename)
            return False
        seen.add(info.filename)
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            findings.say(Code.ZIP_BOMB, scope=Scope.BUNDLE, file=info.filename)
            return False
        if info.file_size > limits.file_bytes:
            findings.say(Code.ZIP_TOO_BIG, scope=Scope.BUNDLE, file=info.filename, limit=limits.file_bytes // 1024**2)
            return False
    if sum(info.file_size for info in entries) > limits.total_bytes:
        findings.say(Code.ZIP_TOO_BIG, scope=Scope.BUNDLE, limit=limits.total_bytes // 1024**2)
        return False
    return True


def _escapes(info: zipfile.ZipInfo) -> bool:
    """Whether the entry points out of the package: an absolute path, a step up, a drive, or a link."""
    # orig_filename: zipfile has already cut the name at a NUL and turned backslashes on Windows.
    name = info.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return path.is_absolute() or ".." in path.parts or "\0" in name or name[1:2] == ":" or is_link


def _wrapping_folder(names: list[str]) -> str:
    """The one folder (with its slash) in which every known file of the package lies, or nothing."""
    known = [name for name in names if name.lower().endswith(".csv") and not name.startswith("__MACOSX/")]
    folders = {name.split("/", 1)[0] for name in known if name.count("/") == 1}
    if len(folders) == 1 and all(name.count("/") == 1 for name in known):
        return folders.pop() + "/"
    return ""


def _canonical(filename: str, findings: Findings, bundle: Bundle) -> str | None:
    """The standard's name of the file, without ``.csv``; None when it is not one of its files."""
    if not filename.lower().endswith(".csv"):
        if not filename.startswith("."):
            findings.say(Code.ENTRY_UNKNOWN, file=filename, scope=Scope.FILE, forgive=True)
        return None
    name = all_file_names().get(filename[:-4].lower())
    if name is None:
        findings.say(Code.ENTRY_UNKNOWN, file=filename, scope=Scope.FILE, forgive=True)
        return None
    if name in bundle.readers:
        findings.say(Code.ZIP_DUPLICATE, scope=Scope.BUNDLE, file=filename)
        return None
    if filename != f"{name}.csv":
        findings.say(Code.FILE_CASE, file=filename, scope=Scope.FILE, forgive=True, expected=f"{name}.csv")
    return name


def _zip_reader(path: Path, info: zipfile.ZipInfo, findings: Findings, limits: Limits) -> Callable[[], bytes | None]:
    def read() -> bytes | None:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
                # One byte more than declared: the sizes in the directory may be a lie.
                data = stream.read(min(info.file_size, limits.file_bytes) + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
            findings.say(Code.ZIP_BROKEN, scope=Scope.BUNDLE, file=info.filename)
            return None
        if len(data) > info.file_size:
            findings.say(Code.ZIP_BROKEN, scope=Scope.BUNDLE, file=info.filename)
            return None
        return data

    return read
