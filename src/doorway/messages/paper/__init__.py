"""Paper: texts in, one tagged PDF (PDF/UA-1) out, laid out by Typst in a process of its own; and drawings as pictures.

    pdf = pressed(paper, layout="report", now=now)

``paper`` has title, author, lang and what its layout asks for. ``report.typ`` takes ``blocks`` (headings, paragraphs,
lists, tables; words in another language as parts with text and lang), ``letters.typ`` takes ``letters``, each with
sender, to, dated, title, lang and blocks, charts among them (svg, alt).
``pictured(svg)`` makes a PNG of one drawing.
"""

from doorway.messages.paper.picturing import pictured
from doorway.messages.paper.pressing import pressed
from doorway.messages.paper.printable import STAND_IN, Printable, printable
from doorway.messages.paper.typesetting import LettersMissing, TypesettingError, typeset

__all__ = ["STAND_IN", "LettersMissing", "Printable", "TypesettingError", "pictured", "pressed", "printable", "typeset"]
