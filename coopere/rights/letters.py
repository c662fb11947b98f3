"""What somebody left without an account, and is known by their address only."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from coopere.models import ContactMessage
from coopere.rights.log import forget_in_log
from members.models import Interest, Proposal, User


def of_addresses(addresses: set[str]) -> Q:
    """The rows of whoever has one of these addresses, in whatever case it was typed."""
    found = Q(pk__in=[])
    for address in addresses:
        found |= Q(email__iexact=address)
    return found


def links_to(user: User, addresses: set[str]) -> set[str]:
    """Where the desk shows what they wrote: mail to the site's staff quotes it with that link."""
    letters = ContactMessage.objects.filter(of_addresses(addresses))
    desk: list[tuple[str, Any]] = [
        ("admin:coopere_contactmessage_change", letters),
        ("admin:members_proposal_change", Proposal.objects.filter(proposer=user)),
    ]
    return {
        reverse(page, args=[key])
        for page, rows in desk
        for key in rows.values_list("pk", flat=True)
    }


def forget_letters(user: User, addresses: set[str]) -> None:
    """Delete letters to the site, waits for a network, and what the journal called them."""
    letters = ContactMessage.objects.filter(of_addresses(addresses))
    proposals = Proposal.objects.filter(proposer=user)
    forget_in_log(
        {
            ContactMessage: list(letters.values_list("pk", flat=True)),
            Proposal: list(proposals.values_list("pk", flat=True)),
        }
    )
    letters.delete()
    Interest.objects.filter(of_addresses(addresses)).delete()
