"""Score files: a plain long CSV, one result in each row. ``docs/howto/import-scores.md`` lists the columns.

preview = preview_scores(district=…, path=…, by=user)      # an ImportRun with what would change
apply_scores(run=…, path=…, by=user)                       # as a whole or not at all
"""

from doorway.assessments.imports.actions import apply_scores, preview_scores
from doorway.assessments.imports.sentences import sentence_of

__all__ = ["apply_scores", "preview_scores", "sentence_of"]
