"""clusters.toml: the career clusters by which a state sorts career and technical education. A pack may leave it out.

Every occupation of the pack is named in one cluster. Occupations that only a release brings follow the groups: the
beginning of an SOC code, of which the longest that fits decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated

from pydantic import Field

from doorway.policy.packs.errors import Problem
from doorway.policy.packs.occupations import Code
from doorway.policy.packs.values import Fact, Part, Text

FILE = "clusters.toml"
# The 23 major groups of the Standard Occupational Classification: 11, 13 … 55.
MAJOR_GROUPS = tuple(str(number) for number in range(11, 56, 2))
SHORTEST = 2
Group = Annotated[str, Field(pattern=r"^\d{2}(-\d{1,4}|-\d{4}\.\d{2})?$")]


class Cluster(Part):
    """A career cluster: its name, what people do in it in one sentence, and the work that belongs there."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    title: Text
    about: Text
    occupations: tuple[Code, ...] = ()
    groups: tuple[Group, ...] = ()


class CareerClusters(Fact):
    """clusters.toml. ``source``: where the names come from."""

    clusters: tuple[Cluster, ...] = Field(min_length=1)

    def cluster_of(self, code: str) -> str:
        """The key of an occupation's cluster: the one that names it, else that of the longest group; empty for none."""
        lengths = range(len(code), SHORTEST - 1, -1)
        return next((self._places[code[:length]] for length in lengths if code[:length] in self._places), "")

    @cached_property
    def _places(self) -> dict[str, str]:
        """The cluster's key by the code of an occupation or the beginning of one."""
        return {code: cluster.key for cluster in self.clusters for code in (*cluster.groups, *cluster.occupations)}


def problems_of_clusters(
    file: CareerClusters | None, codes: Sequence[str], sources: Sequence[str]
) -> Iterator[Problem]:
    """What does not fit together: sources, occupations without a cluster or with two, groups that nobody claims."""
    if file is None:
        return
    if file.source not in sources:
        yield Problem(FILE, "source", f"{file.source!r} is not in sources.toml")
    for key, count in Counter(cluster.key for cluster in file.clusters).items():
        if count > 1:
            yield Problem(FILE, f"clusters.{key}", "is there twice")
    named = Counter(code for cluster in file.clusters for code in cluster.occupations)
    groups = Counter(group for cluster in file.clusters for group in cluster.groups)
    for place, count in (named + groups).items():
        if count > 1:
            yield Problem(FILE, "clusters", f"{place} is there twice; an occupation has one main cluster")
    for code in named:
        if code not in codes:
            yield Problem(FILE, "clusters", f"{code} is not in occupations.toml")
    for code in codes:
        if code not in named:
            yield Problem(FILE, "clusters", f"{code} of occupations.toml is in no cluster")
    for major in MAJOR_GROUPS:
        if major not in groups:
            yield Problem(FILE, "clusters", f"the SOC major group {major} is in the groups of no cluster")
