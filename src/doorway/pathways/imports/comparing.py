"""A file against the database: what is new, what changes, what stays, what is refused."""

from __future__ import annotations

from doorway.pathways.imports.model import Change, Comparison, Key, RecordFile, Said, Wanted
from doorway.roster.files import RowRefused


def compare(records: RecordFile) -> Comparison:
    """What the file would do: a fixed number of queries whatever its length."""
    result = Comparison()
    wanted = _read(records, result.refused, result.noted)
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
    result.noted = sorted([*result.noted, *records.notes(wanted.values(), stored)], key=lambda said: said.row or 0)
    result.refused.sort(key=lambda said: said.row or 0)
    return result


def _read(records: RecordFile, refused: list[Said], noted: list[Said]) -> dict[Key, Wanted]:
    """The rows that can be taken, by what they are about; the others are added to ``refused``, and to ``noted`` those
    in whose place another one holds.
    """
    found: dict[Key, Wanted] = {}
    others: dict[Key, list[Wanted]] = {}
    for number, cells in records.rows():
        try:
            wanted = records.read(number, cells)
            earlier = found.setdefault(wanted.key, wanted)
            if earlier is wanted:
                continue
            for one in (earlier, *others.get(wanted.key, ())):
                if one.values == wanted.values:
                    raise RowRefused("", "said_twice", row=one.row)
            others.setdefault(wanted.key, []).append(wanted)
        except RowRefused as problem:
            given = records.given(cells)
            refused.append(Said(number, problem.column, given, problem.code, problem.params))
    for key, more in others.items():
        rows = [found[key], *more]
        held = records.one_of(rows)
        if held is not None:
            found[key] = held
            noted += [Said(row.row, "", row.given, *records.in_place_of(held)) for row in rows if row is not held]
            continue
        first = found.pop(key)
        records.disputed.add(key)
        refused += [Said(row.row, "", row.given, records.contradicts(first, row), {"row": first.row}) for row in more]
        refused.append(Said(first.row, "", first.given, records.contradicts(first, more[0]), {"row": more[0].row}))
    return found
