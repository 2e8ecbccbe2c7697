"""Reading a pack from its folder; everything wrong in it is said at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from doorway.policy.packs import abilities as able
from doorway.policy.packs import board as boards
from doorway.policy.packs import clusters as careers
from doorway.policy.packs import occupations as work
from doorway.policy.packs import reading_letters as reading
from doorway.policy.packs.checks import problems_of
from doorway.policy.packs.errors import PackError, Problem
from doorway.policy.packs.instruments import Cut, Instrument, Tests
from doorway.policy.packs.model import ConferencesFile, PackFile, PlansFile, SourcesFile, StatePack, WordsFile
from doorway.policy.packs.reading import PackReader

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
CUTS_FILE = "cuts.csv"


def load_pack(name_or_path: str | Path) -> StatePack:
    """The pack by its name below doorway/packs or by the path of its folder; PackError names all that is wrong."""
    return _load(_folder(name_or_path))


def _folder(name_or_path: str | Path) -> Path:
    """The pack's folder; PackError when there is none."""
    shipped = SHIPPED / str(name_or_path)
    for folder in (shipped, Path(name_or_path)):
        if (folder / "pack.toml").is_file():
            return folder.resolve()
    known = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/pack.toml")))
    reason = f"was not found. Write the path of a folder that holds it, or one of: {known}"
    raise PackError(str(name_or_path), (Problem("pack.toml", "", reason),))


@lru_cache(maxsize=8)
def _load(folder: Path) -> StatePack:
    """The pack in a folder, read once per process."""
    reader = PackReader(folder)
    about = reader.toml("pack.toml", PackFile)
    if about is None:
        raise PackError(str(folder), tuple(reader.problems))
    reader.context = {"languages": about.languages}
    about = reader.toml("pack.toml", PackFile)
    sources = reader.toml("sources.toml", SourcesFile)
    words = reader.toml("words.toml", WordsFile)
    plans = reader.toml("plans.toml", PlansFile)
    conferences = reader.toml("conferences.toml", ConferencesFile)
    tests = reader.toml("tests.toml", Tests)
    names = sorted(path.name for path in (folder / "instruments").glob("*.toml"))
    instruments = [(name, reader.toml(f"instruments/{name}", Instrument)) for name in names]
    cuts = reader.rows(CUTS_FILE, Cut)
    # A state may leave occupations out; who has the one file has the other.
    told = reader.toml(work.WORDS, work.OccupationsFile) if _has_occupations(folder) else None
    figures = reader.rows(work.FIGURES, work.OccupationFigures) if _has_occupations(folder) else []
    abilities = reader.rows(able.FILE, able.OccupationAbilities) if (folder / able.FILE).exists() else []
    clusters = reader.toml(careers.FILE, careers.CareerClusters) if (folder / careers.FILE).exists() else None
    board = reader.toml(boards.FILE, boards.BoardFile) if (folder / boards.FILE).exists() else None
    letters = reader.toml(reading.FILE, reading.ReadingLetters) if (folder / reading.FILE).exists() else None
    if reader.problems or not (about and sources and words and plans and conferences and tests):
        raise PackError(str(folder), tuple(reader.problems))
    pack = StatePack(
        about=about,
        sources={source.key: source for source in sources.sources},
        word_list=words,
        plans=plans,
        conferences=conferences,
        tests=tests,
        instruments=tuple(instrument for _, instrument in instruments if instrument is not None),
        cuts=tuple(cut for _, cut in cuts),
        occupations=_joined(told, figures),
        abilities={row.code: row for _, row in abilities},
        clusters=clusters,
        board=board,
        reading_letters=letters,
    )
    problems = problems_of(pack, {i.key: f"instruments/{name}" for name, i in instruments if i}, cuts)
    problems += tuple(work.problems_of_occupations(told, figures, list(pack.sources)))
    problems += tuple(able.problems_of_abilities(abilities, [one.code for one in pack.occupations]))
    problems += tuple(
        careers.problems_of_clusters(clusters, [one.code for one in pack.occupations], list(pack.sources))
    )
    sections = {kind.key: {section.key for section in kind.sections} for kind in plans.kinds}
    problems += tuple(boards.problems_of_board(board, sections, list(pack.sources)))
    problems += tuple(reading.problems_of_reading_letters(letters, pack.instruments, list(pack.sources)))
    if problems:
        raise PackError(str(folder), problems)
    return pack


def _has_occupations(folder: Path) -> bool:
    """The pack brings occupations."""
    return any((folder / name).exists() for name in (work.WORDS, work.FIGURES))


def _joined(
    told: work.OccupationsFile | None, figures: list[tuple[int, work.OccupationFigures]]
) -> tuple[work.PackOccupation, ...]:
    """Words and figures of the same code, in the order of the words."""
    rows = {row.code: row for _line, row in figures}
    words = () if told is None else told.occupations
    return tuple(work.PackOccupation(one, rows[one.code]) for one in words if one.code in rows)
