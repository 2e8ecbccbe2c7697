"""A file against the database: what is new, what changes, what stays, what is refused."""

from __future__ import annotations

from doorway.pathways.imports.model import Change, Comparison, Key, RecordFile, Said, Wanted
from doorway.roster.files import RowRefused


def compare(records: RecordFile) -> Comparison:
    """What the file would do: a fixed number of queries whatever its length."""
    result = Comparison()
    wanted = _read(records, result.refused)
    stored = records.stored(wanted)
    for key, row in wanted.items():
        before = stored.get(key)
        if before is None:
            result.created.append(row)
            continue
        fields = {
            name: (before.values.get(name), value)
            for name, value in row.values.items()
            if before.values.get(name) != value
        }
        if fields:
            result.changed.append(Change(row, before.pk, fields))
        else:
            result.unchanged += 1
    result.vanished = records.vanished(wanted, stored)
    result.noted = sorted(records.notes(wanted.values(), stored), key=lambda said: said.row or 0)
    result.refused.sort(key=lambda said: said.row or 0)
    return result


def _read(records: RecordFile, refused: list[Said]) -> dict[Key, Wanted]:
    """The rows that can be taken, by what they are about; the others are added to ``refused``."""
    found: dict[Key, Wanted] = {}
    disputed: dict[Key, tuple[int, str]] = {}
    for number, cells in records.rows():
        try:
            wanted = records.read(number, cells)
            earlier = found.get(wanted.key)
            if earlier is None:
                found[wanted.key] = wanted
            elif earlier.values == wanted.values:
                raise RowRefused("", "said_twice", row=earlier.row)
            else:
                why = records.contradicts(earlier, wanted)
                disputed.setdefault(wanted.key, (number, why))
                raise RowRefused("", why, row=earlier.row)
        except RowRefused as problem:
            given = records.given(cells)
            refused.append(Said(number, problem.column, given, problem.code, problem.params))
    for key, (other, why) in disputed.items():
        first = found.pop(key)
        records.disputed.add(key)
        refused.append(Said(first.row, "", first.given, why, {"row": other}))
    return found
