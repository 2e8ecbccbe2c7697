"""Records of this slice."""

from doorway.pathways.models.kept import KeptOccupation, OccupationChange
from doorway.pathways.models.releases import Occupation, Release, ReleaseLine, WageGroup

__all__ = ["KeptOccupation", "Occupation", "OccupationChange", "Release", "ReleaseLine", "WageGroup"]
