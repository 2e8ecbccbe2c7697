"""The screen on which a person says what the columns of a file mean.

``columns``: the form and the layout that comes of it; ``closely``: what is read of a cell, where it is not all of it;
``repeating``: headings that stand there once for each of several numbers, months or times of the year.
"""

from doorway.assessments.forms.mapping.columns import ColumnsForm, TestForm

__all__ = ["ColumnsForm", "TestForm"]
