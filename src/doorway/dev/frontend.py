"""Make the static files that pages are served with: ``python -m doorway.dev.frontend``.

Styles are compiled with GOV.UK Frontend's Sass, both typefaces are cut down to the letters that are used here (and
written once more as TrueType for print, with further ones for what they lack), htmx is copied. What npm brought is
read, never changed. Nothing is done when nothing changed since the last time.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "src" / "doorway" / "web"
STYLES = WEB / "styles"
BUILD = WEB / "static" / "build"
MODULES = ROOT / "node_modules"
STAMP = BUILD / ".stamp"


class FrontendError(RuntimeError):
    """The build cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Face:
    """One style of a typeface: its npm package, the file's name there, its weight and slant."""

    package: str
    file: str
    weight: int
    style: str = "normal"
    on_screen: bool = False

    @property
    def short_name(self) -> str:
        """The name in the build folder, without ending: ``atkinson-700``."""
        slant = "" if self.style == "normal" else f"-{self.style}"
        return f"{self.file.split('-', maxsplit=1)[0]}-{self.weight}{slant}"

    def source(self, part: str) -> Path:
        """The packaged file that holds the ``latin`` or the ``latin-ext`` letters."""
        return MODULES / "@fontsource" / self.package / "files" / f"{self.file}-{part}-{self.weight}-{self.style}.woff2"


FACES = (
    Face("atkinson-hyperlegible-next", "atkinson-hyperlegible-next", 400, on_screen=True),
    Face("atkinson-hyperlegible-next", "atkinson-hyperlegible-next", 700, on_screen=True),
    Face("atkinson-hyperlegible-next", "atkinson-hyperlegible-next", 400, "italic"),
    Face("literata", "literata", 600, on_screen=True),
)

# What people type and our two faces lack: on paper every letter has to come from somewhere. Package: its parts.
PAPER_PARTS = {
    "noto-sans": ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese", "devanagari"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-symbols": ("symbols",),
    "noto-sans-symbols-2": ("symbols",),
    "noto-sans-math": ("latin",),
    "noto-emoji": ("emoji",),
}

# Basic Latin, the Latin-1 letters (all of Spanish, most names), and the signs that the texts use. Letters beyond that
# are shown in the reader's own typeface on screen; in print all of Latin is there.
SCREEN_CHARACTERS = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "ŁłŚśŠšŽžŒœ–—‘’“”•…′″€→←−≤≥✓")])
SCREEN_FEATURES = ["kern", "mark", "ccmp", "locl", "tnum", "lnum"]


def inputs() -> Iterator[Path]:
    """Every file whose change asks for a new build."""
    yield Path(__file__)
    yield ROOT / "package-lock.json"
    yield from sorted(STYLES.rglob("*.scss"))


def fingerprint(paths: Iterable[Path]) -> str:
    """A digest of the contents of the files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compile_styles() -> None:
    """Every style sheet whose name does not begin with an underscore, compressed, into the build folder."""
    sass = MODULES / ".bin" / "sass"
    if not sass.exists():
        raise FrontendError("The front-end packages are missing. Run: npm ci")
    arguments = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={MODULES}"]
    done = subprocess.run([str(sass), *arguments, f"{STYLES}:{BUILD}"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise FrontendError(f"The styles do not compile:\n{done.stderr}")


def cut_font(source: Path, target: Path) -> None:
    """Write ``source`` with only the letters that screens need, as woff2."""
    options = subset.Options(flavor="woff2", layout_features=SCREEN_FEATURES, hinting=False)
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=SCREEN_CHARACTERS)
    cutter.subset(font)
    subset.save_font(font, target, options)


def write_truetype(face: Face, target: Path) -> None:
    """Join the Latin parts of a face into one TrueType file for print."""
    merger = merge.Merger(merge.Options(drop_tables=["STAT", "vhea", "vmtx"]))
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for part in ("latin", "latin-ext"):
            font = TTFont(face.source(part))
            font.flavor = None
            parts.append(f"{folder}/{part}.ttf")
            font.save(parts[-1])
        merger.merge(parts).save(target)


def write_paper_parts(folder: Path) -> None:
    """The further typefaces for print, each part as a TrueType file of its own: ``noto-sans-greek.ttf``."""
    for package, parts in PAPER_PARTS.items():
        for part in parts:
            font = TTFont(MODULES / "@fontsource" / package / "files" / f"{package}-{part}-400-normal.woff2")
            font.flavor = None
            font.save(folder / f"{package}-{part}.ttf")


def build_fonts() -> None:
    """The typefaces for screens (woff2) and for print (TrueType), with their licences beside them."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder = BUILD / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        if face.on_screen:
            cut_font(face.source("latin"), folder / f"{face.short_name}.woff2")
        write_truetype(face, folder / f"{face.short_name}.ttf")
    write_paper_parts(folder)
    for package in {face.package for face in FACES} | set(PAPER_PARTS):
        shutil.copyfile(MODULES / "@fontsource" / package / "LICENSE", folder / f"{package}-LICENSE.txt")


def copy_scripts() -> None:
    """htmx, for staff pages that ask for it."""
    shutil.copyfile(MODULES / "htmx.org" / "dist" / "htmx.min.js", BUILD / "htmx.js")


def build() -> bool:
    """Bring the build folder up to date; False when it already was."""
    wanted = fingerprint(inputs())
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return False
    if not MODULES.exists():
        raise FrontendError("The front-end packages are missing. Run: npm ci")
    BUILD.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    compile_styles()
    build_fonts()
    copy_scripts()
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def main() -> int:
    """Build and say in one line what was done."""
    began = time.monotonic()
    try:
        done = build()
    except FrontendError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"front end: built in {time.monotonic() - began:.1f} s" if done else "front end: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
