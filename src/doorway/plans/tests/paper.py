"""Looking into a PDF: its text page by page, its outline, its tags."""

from __future__ import annotations

import io
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Tag:
    """One element of the structure: its kind, the language and the alternative text it was given, its depth."""

    kind: str
    lang: str
    alt: str
    scope: str


class Paper:
    """An opened PDF."""

    def __init__(self, pdf: bytes, folder: Path) -> None:
        self.path = folder / "paper.pdf"
        self.path.write_bytes(pdf)
        self.file = pikepdf.open(io.BytesIO(pdf))

    def text(self, page: int | None = None) -> str:
        """What a reader meets, in the order of the content; spaces and lines are one."""
        return " ".join(self._raw(page).split())

    def _raw(self, page: int | None) -> str:
        pages = [] if page is None else ["-f", str(page), "-l", str(page)]
        done = subprocess.run(["pdftotext", "-raw", *pages, str(self.path), "-"], capture_output=True, check=True)
        # A mark at which a long word may be broken.
        return done.stdout.decode().replace("\u200b", "")

    @property
    def pages(self) -> int:
        return len(self.file.pages)

    @property
    def root(self) -> Any:
        return self.file.Root

    def tags(self) -> list[Tag]:
        """Every element of the structure, in reading order."""
        return list(_walk(self.root.StructTreeRoot))

    def languages(self) -> Counter[str]:
        """How often words are marked as being in another language than the paper: elements, and runs within them."""
        runs = (
            operands[1]
            for page in self.file.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary)
        )
        marked = Counter(str(run["/Lang"]) for run in runs if "/Lang" in run)
        return marked + Counter(tag.lang for tag in self.tags() if tag.lang)

    def outline(self) -> list[tuple[int, str]]:
        """The bookmarks with their depth."""
        with self.file.open_outline() as outline:
            return list(_bookmarks(outline.root, 0))

    def says_ua(self) -> bool:
        with self.file.open_metadata() as metadata:
            return metadata.get("pdfuaid:part") == "1"


def _walk(node: Any) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child)
        return
    if not isinstance(node, pikepdf.Dictionary):
        return
    if "/S" in node:
        attributes = node.get("/A", {})
        found = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
        scope = next((str(one["/Scope"]) for one in found if "/Scope" in one), "")
        yield Tag(str(node["/S"])[1:], str(node.get("/Lang", "")), str(node.get("/Alt", "")), scope)
    if "/K" in node:
        yield from _walk(node["/K"])


def _bookmarks(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, item.title
        yield from _bookmarks(item.children, depth + 1)
