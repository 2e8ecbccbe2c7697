"""Forms of the scores: which file, and what its columns mean."""

from doorway.assessments.forms.columns import ColumnsForm, TestForm
from doorway.assessments.forms.files import ScoreFileForm
from doorway.assessments.forms.growth import GrowthForm
from doorway.assessments.forms.waiting import DropForm, WhoseForm

__all__ = ["ColumnsForm", "DropForm", "GrowthForm", "ScoreFileForm", "TestForm", "WhoseForm"]
