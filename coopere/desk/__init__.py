"""What the site's own staff look after at the desk: its words, and who writes to it."""

from coopere.desk.quotes import QuoteAdmin

__all__ = ["QuoteAdmin"]
