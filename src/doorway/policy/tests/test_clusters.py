"""The career clusters of a pack: every occupation has one, whether the pack or a release brings it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from doorway.policy.packs import CareerClusters, load_pack
from doorway.policy.packs.clusters import MAJOR_GROUPS
from doorway.policy.tests.test_packs import copy_of_franklin, refused

MAJORS = ", ".join(f'"{major}"' for major in MAJOR_GROUPS)
CLUSTERS = f"""source = "invented"

[[clusters]]
key = "care"
title = {{ en = "Care", fr = "Soins" }}
about = {{ en = "Caring for the sick.", fr = "Soigner les malades." }}
occupations = ["29-1141.00"]
groups = [{MAJORS}]

[[clusters]]
key = "sea"
title = {{ en = "Sea", fr = "Mer" }}
about = {{ en = "Going to sea.", fr = "Prendre la mer." }}
occupations = ["53-5021.00"]
groups = ["53-50"]
"""


@pytest.fixture
def utah() -> CareerClusters:
    """The clusters of the state."""
    found = load_pack("utah").clusters
    assert found is not None
    return found


def test_every_occupation_of_the_starter_set_has_one_cluster_and_no_cluster_is_empty(utah: CareerClusters) -> None:
    named = Counter(code for cluster in utah.clusters for code in cluster.occupations)

    assert named == Counter(one.code for one in load_pack("utah").occupations)
    assert all(cluster.occupations for cluster in utah.clusters)
    assert all(utah.cluster_of(code) == cluster.key for cluster in utah.clusters for code in cluster.occupations)
    assert len(utah.clusters) == 13


def test_names_and_sentences_are_in_both_languages(utah: CareerClusters) -> None:
    for cluster in utah.clusters:
        assert cluster.title("en") != cluster.title("es")
        assert cluster.about("en").endswith(".")
        assert cluster.about("es").endswith(".")


@pytest.mark.parametrize("major", MAJOR_GROUPS)
def test_every_major_group_has_a_cluster(utah: CareerClusters, major: str) -> None:
    assert utah.cluster_of(f"{major}-9998.00") in {cluster.key for cluster in utah.clusters}


@pytest.mark.parametrize(
    ("code", "cluster"),
    [
        ("11-1011.00", "business"),  # chief executives: by the major group
        ("11-9111.00", "health"),  # managers in health: by a broad group
        ("11-9121.02", "agriculture"),  # water resource specialists: by their own code, not the science managers'
        ("11-9121.00", "engineering"),
        ("15-2041.00", "engineering"),  # statisticians
        ("15-2051.01", "computers"),  # business intelligence analysts
        ("19-1029.04", "engineering"),  # biologists
        ("19-1042.00", "health"),  # medical scientists
        ("25-2023.00", "education"),  # career and technical teachers of middle schools
        ("49-3042.00", "transportation"),  # heavy equipment mechanics
        ("51-9081.00", "health"),  # dental laboratory technicians
        ("55-3016.00", "law"),  # infantry
        ("99-0000.00", ""),
    ],
)
def test_the_longest_group_that_fits_decides(utah: CareerClusters, code: str, cluster: str) -> None:
    assert utah.cluster_of(code) == cluster


def test_another_state_brings_its_own_or_none(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    assert load_pack(pack).clusters is None
    other = copy_of_franklin(tmp_path / "other")
    (other / "clusters.toml").write_text(CLUSTERS, encoding="utf-8")

    found = load_pack(other).clusters

    assert found is not None
    assert [cluster.title("fr") for cluster in found.clusters] == ["Soins", "Mer"]
    assert [found.cluster_of(code) for code in ("53-5021.00", "53-5099.00", "53-2011.00")] == ["sea", "sea", "care"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"invented"', '"nowhere"', "clusters.toml, source: 'nowhere' is not in sources.toml"),
        ('"sea"', '"care"', "clusters.toml, clusters.care: is there twice"),
        ('["29-1141.00"]', '["29-1141.00", "53-5021.00"]', "clusters.toml, clusters: 53-5021.00 is there twice"),
        ('["53-50"]', '["53"]', "clusters.toml, clusters: 53 is there twice"),
        ('["53-5021.00"]', '["53-5029.00"]', "clusters.toml, clusters: 53-5029.00 is not in occupations.toml"),
        ('["53-5021.00"]', "[]", "clusters.toml, clusters: 53-5021.00 of occupations.toml is in no cluster"),
        (', "55"]', "]", "clusters.toml, clusters: the SOC major group 55 is in the groups of no cluster"),
        ('["53-50"]', '["53-"]', 'clusters.toml, clusters.sea.groups.1: is "53-", and is not written'),
        ('fr = "Mer"', 'fr = ""', "clusters.toml, clusters.sea.title: has no wording in: fr"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path: Path, old: str, new: str, reason: str) -> None:
    pack = copy_of_franklin(tmp_path)
    assert old in CLUSTERS
    (pack / "clusters.toml").write_text(CLUSTERS.replace(old, new), encoding="utf-8")

    assert any(sentence.startswith(reason) for sentence in refused(pack)), refused(pack)
