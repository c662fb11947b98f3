from exchanges.models.conversation import ContactShare, Message, Thanks
from exchanges.models.exchange import Exchange

__all__ = ["ContactShare", "Exchange", "Message", "Thanks"]
