"""Whatever the bytes: records or findings, never a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from doorway.roster.core.oneroster import spec
from doorway.roster.core.oneroster.tests.bundles import good_files, read, write_bundle, zip_of

FILES = st.sampled_from(spec.READ)
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["p1", "s1", "y27", "1/2/2020", "3026-01-01", "TRUE", '"', "a,b", "\r", "{a:b}", "", "student"]),
)


def _read(raw: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = write_bundle(Path(place) / "b", good_files(), raw=raw)
        for strict in (False, True):
            roster = read(folder, strict=strict)
            assert roster.people or roster.findings


@settings(max_examples=120, deadline=None)
@given(name=st.one_of(FILES, st.just("manifest")), data=st.binary(max_size=300))
def test_random_bytes(name: str, data: bytes) -> None:
    _read({f"{name}.csv": data})


@settings(max_examples=120, deadline=None)
@given(name=FILES, rows=st.lists(st.lists(CELLS, min_size=1, max_size=26), max_size=8))
def test_random_rows_under_the_right_header(name: str, rows: list[list[str]]) -> None:
    header = ",".join(spec.files("1.2")[name].names)
    text = "\n".join([header, *(",".join(row) for row in rows)])
    _read({f"{name}.csv": text.encode("utf-8", "surrogatepass")})


@settings(max_examples=120, deadline=None)
@given(at=st.integers(0, 5000), byte=st.integers(0, 255), cut=st.integers(0, 6000))
def test_a_damaged_zip(at: int, byte: int, cut: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = zip_of(write_bundle(Path(place) / "b", good_files()))
        data = bytearray(path.read_bytes())
        data[at % len(data)] = byte
        path.write_bytes(bytes(data[: len(data) - cut] if cut < len(data) // 2 else data))
        roster = read(path)
        assert roster.people or roster.findings
