"""Static files, collected and squeezed when they have changed and not otherwise."""

from __future__ import annotations

import hashlib

from django import get_version
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather_static() -> bool:
    """Collect the static files; False when they are those of the last time.

    Squeezing everything takes as long as all the rest of a start together.
    """
    kept, now = settings.HOME / "static.sha256", _fingerprint()
    if settings.STATIC_ROOT.is_dir() and kept.is_file() and kept.read_text(encoding="ascii") == now:
        return False
    kept.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(now, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Of names, sizes and times of change, and of what writes them."""
    found = hashlib.sha256(f"{get_version()} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda item: item[0]):
            stat = storage.get_modified_time(path), storage.size(path)
            found.update(f"{getattr(storage, 'prefix', '')}/{path} {stat}\n".encode())
    return found.hexdigest()
