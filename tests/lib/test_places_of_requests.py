"""Where a request comes from: one home is one place, whatever address it takes today."""

import pytest

from coopere.lib.addresses import place_of


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:3::7", "2001:db8:1:3::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_place_is_an_address_or_the_64_bits_that_a_home_has(ip: str, place: str):
    assert place_of(ip) == place
