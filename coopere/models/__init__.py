from coopere.models.contact import ContactMessage, TooManyLetters
from coopere.models.pages import Page, PageVersion
from coopere.models.quotes import Quote

__all__ = ["ContactMessage", "Page", "PageVersion", "Quote", "TooManyLetters"]
