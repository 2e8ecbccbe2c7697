"""One home is one place, whatever addresses it has."""

from __future__ import annotations

import pytest

from doorway.accounts.places import network_of, place_of


@pytest.mark.parametrize(
    ("address", "place", "network"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:1::5", "2001:db8:1:1::/64", "2001:db8:1::/48"),
        ("2001:DB8:1:1:ffff:ffff:ffff:ffff", "2001:db8:1:1::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::5", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("somewhere", "somewhere", "somewhere"),
        ("", "", ""),
    ],
)
def test_a_home_is_one_place(address: str, place: str, network: str) -> None:
    assert (place_of(address), network_of(address)) == (place, network)
