"""Files of courses and transcripts: looked at first, then taken in as a whole or not at all.

run = preview(TranscriptFile, district=…, path=…, by=user)      # an ImportRun with what would change
take_in(TranscriptFile, run=…, path=…, by=user)
"""

from doorway.pathways.imports.actions import preview, take_in
from doorway.pathways.imports.sentences import sentence_of

__all__ = ["preview", "sentence_of", "take_in"]
