"""Forms of the scores: which file, and what its columns mean."""

from doorway.assessments.forms.files import ScoreFileForm
from doorway.assessments.forms.growth import GrowthForm
from doorway.assessments.forms.mapping import ColumnsForm, TestForm
from doorway.assessments.forms.taking_out import FindForm, TakeOutForm
from doorway.assessments.forms.waiting import DropForm, WhoseForm

__all__ = [
    "ColumnsForm",
    "DropForm",
    "FindForm",
    "GrowthForm",
    "ScoreFileForm",
    "TakeOutForm",
    "TestForm",
    "WhoseForm",
]
