"""Records of this slice."""

from doorway.pathways.models.releases import Occupation, Release, ReleaseLine, WageGroup

__all__ = ["Occupation", "Release", "ReleaseLine", "WageGroup"]
