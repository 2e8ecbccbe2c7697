"""Static files are collected once, and again when something changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from doorway.cli.statics import gather_static


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    file = tmp_path / "source" / "a.css"
    file.parent.mkdir()
    file.write_text("a {}")
    return file


def test_collected_once_and_again_after_a_change(source: Path, tmp_path: Path) -> None:
    assert gather_static()
    assert not gather_static()

    source.write_text("b {}")
    later = source.stat().st_mtime + 60
    os.utime(source, (later, later))
    assert gather_static()
    assert "b {}" in {path.read_text() for path in (tmp_path / "static").glob("a*.css")}
    (source.parent / "c.css").write_text("c {}")
    assert gather_static()
    shutil.rmtree(tmp_path / "static")
    assert gather_static()
    assert not gather_static()
