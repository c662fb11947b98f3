"""What the site's own staff look after at the desk: its words, and who writes to it."""

from coopere.desk.contact import ContactMessageAdmin
from coopere.desk.pages import PageAdmin
from coopere.desk.quotes import QuoteAdmin

__all__ = ["ContactMessageAdmin", "PageAdmin", "QuoteAdmin"]
