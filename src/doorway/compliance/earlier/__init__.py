"""Conferences of before, from a file: looked at first, taken in as a whole or not at all, and taken back as a whole or
by a single row.

run = preview(district=…, path=…, by=user)      # an ImportRun with what would come
take_in(run=…, path=…, by=user)
take_back(run=…, why=…, by=user, now=…)
take_row_back(run=…, row=…, why=…, by=user, now=…)
"""

from doorway.compliance.earlier.actions import preview, take_back, take_in, take_row_back
from doorway.compliance.earlier.sentences import sentence_of

__all__ = ["preview", "sentence_of", "take_back", "take_in", "take_row_back"]
