"""A drawing as a picture, for readers that show no SVG: mail programs."""

from __future__ import annotations

from doorway.messages.paper.typefaces import TEXT, folder
from doorway.messages.paper.typesetting import typeset

# A picture takes less than a second; nobody's mail waits longer for one.
PATIENCE_SECONDS = 20
# In points, of which the picture has two pixels each; the margin of ``picture.typ`` comes on both sides.
WIDTH = 344
MARGIN = 8


def pictured(svg: str) -> bytes:
    """The drawing as a PNG on white, ``2 * (WIDTH + 2 * MARGIN)`` pixels wide, in the typeface that it names.

    The same drawing gives the same bytes. TypesettingError when it cannot be made.
    """
    paper = {"svg": svg, "width": WIDTH, "text_font": TEXT}
    return typeset(paper, layout="picture", fonts=folder(), timestamp=0, patience=PATIENCE_SECONDS)
