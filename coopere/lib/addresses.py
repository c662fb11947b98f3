"""Where a request comes from, for the limits."""

from ipaddress import ip_address, ip_network


def place_of(ip: str) -> str:
    """The connection behind an address: of IPv6 one home has a whole /64, to change as it likes."""
    try:
        found = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
