"""Paper: plain data in, one tagged PDF (PDF/UA-1) out. No Django, no database.

    printed = typeset(packet, fonts=folder, timestamp=0)     # Printed(pdf, pages), or a TypesettingError

``packet`` holds the texts and drawings of every plan (``doorway.plans.packet.sheets`` makes it); ``plan.typ`` lays it
out. On a file: ``python -m doorway.plans.core.paper press FONTS 0 <packet.json >plans.pdf``.
"""

from doorway.plans.core.paper.typeset import (
    CopyPages,
    LettersMissing,
    Printed,
    TypesettingError,
    typeset,
)

__all__ = [
    "CopyPages",
    "LettersMissing",
    "Printed",
    "TypesettingError",
    "typeset",
]
