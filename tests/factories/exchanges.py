from collections.abc import Callable
from typing import Any

import factory

from exchanges.models import Exchange
from members.scoping import in_network
from tests.factories.members import MembershipFactory
from tests.factories.offers import OfferFactory

Status = Exchange.Status


def agree(exchange: Exchange) -> None:
    exchange.agree(by=exchange.owner)


def confirm_both(exchange: Exchange) -> None:
    agree(exchange)
    exchange.confirm_done(by=exchange.owner)
    exchange.confirm_done(by=exchange.answerer)


def report_not_done(exchange: Exchange) -> None:
    agree(exchange)
    exchange.report_not_done(by=exchange.owner, reason="Nous nous sommes manqués.")


def cancel(exchange: Exchange) -> None:
    agree(exchange)
    exchange.cancel(by=exchange.answerer, reason="Je suis malade.")


# How two neighbours come from an answer to each status.
WAYS: dict[str, Callable[[Exchange], None]] = {
    Status.PROPOSED: lambda exchange: None,
    Status.AGREED: agree,
    Status.DONE: confirm_both,
    Status.NOT_DONE: report_not_done,
    Status.DECLINED: lambda exchange: exchange.decline(by=exchange.owner, reason="Déjà pris."),
    Status.WITHDRAWN: lambda exchange: exchange.withdraw(by=exchange.answerer, reason="Trouvé."),
    Status.CANCELLED: cancel,
}


class ExchangeFactory(factory.Factory):
    """An answer to an offer, brought to `status` by those whose turn it is."""

    class Meta:
        model = Exchange

    offer = factory.SubFactory(OfferFactory)
    answerer = factory.SubFactory(
        MembershipFactory, network=factory.SelfAttribute("..offer.network")
    )
    text = "Bonjour, cela m’intéresse."
    status = Status.PROPOSED

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Exchange:
        offer: Any = fields["offer"]
        with in_network(offer.network):
            exchange = Exchange.answer(offer, by=fields["answerer"], text=fields["text"])
            WAYS[fields["status"]](exchange)
        return exchange
