"""A report on paper: plain blocks in, one tagged PDF (PDF/UA-1) out, laid out by Typst in a process of its own.

    pdf = typeset(report, fonts=folder, timestamp=0)

``report`` has title, author, lang, fonts and blocks: headings, paragraphs, lists, tables (``evidence.py`` makes them).
"""

from doorway.compliance.paper.typesetting import typeset

__all__ = ["typeset"]
