"""The evidence for a review of a school: figures, the policy with its adoption, a sample without names, attendance.

The review is the state's every six years and the district's own every three (R277-462-4): what happened (attendance,
group conferences, tries, the figures month by month, versions of the policy) can be told of as many school years. The
figures and the sample are of this minute; the sample is the same all day, so that nobody draws until it looks good.
"""

from doorway.compliance.evidence.documents import as_pdf, as_workbook, name_of
from doorway.compliance.evidence.gathering import Evidence, evidence_of
from doorway.compliance.evidence.spreadsheet import as_csv

__all__ = ["Evidence", "as_csv", "as_pdf", "as_workbook", "evidence_of", "name_of"]
