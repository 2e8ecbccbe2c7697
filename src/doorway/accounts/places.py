"""Where somebody asks from, as it is counted: one home or one school is one place, whatever addresses it has.

Whoever has IPv6 at home has 2⁶⁴ addresses, and takes another one for every question without any effort.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

# A home's network in bits; most providers give a home one of these, or up to 65,536 of them: a wider network.
PLACE, NETWORK = 64, 48
# Of the addresses of old an address is a place; so many of one provider stand beside each other.
OLD_NETWORK = 24


def place_of(address: str) -> str:
    """The home, or whatever stands behind one address of old; the text itself where it is no address."""
    found = _read(address)
    if isinstance(found, IPv6Address):
        return _first(found, PLACE)
    return str(found) if found else address


def network_of(address: str) -> str:
    """The widest network that one customer has; of addresses of old those beside it."""
    found = _read(address)
    if found is None:
        return address
    return _first(found, NETWORK if isinstance(found, IPv6Address) else OLD_NETWORK)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.strip())
    except ValueError:
        return None
    # A server that listens for both kinds sees an address of old as “::ffff:192.0.2.1”: all of them would be one place.
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _first(address: IPv4Address | IPv6Address, bits: int) -> str:
    rest = address.max_prefixlen - bits
    return f"{type(address)(int(address) >> rest << rest)}/{bits}"
