"""What the columns of a file mean, said by a person: first which test it is, then where each thing stands.

``fields``: the questions; ``parts``: those that a test brings with it; ``layout``: what comes of the answers; ``form``:
all of it on one screen, and what is refused; ``names``: what the fields are called.
"""

from doorway.assessments.forms.mapping.columns.fields import TestForm
from doorway.assessments.forms.mapping.columns.form import ColumnsForm
from doorway.assessments.forms.mapping.columns.names import DATES, OWN_PARTS

__all__ = ["DATES", "OWN_PARTS", "ColumnsForm", "TestForm"]
