"""Forms of the scores: which file, and what its columns mean."""

from doorway.assessments.forms.columns import ColumnsForm, TestForm
from doorway.assessments.forms.files import ScoreFileForm

__all__ = ["ColumnsForm", "ScoreFileForm", "TestForm"]
