from coopere.models.quotes import Quote

__all__ = ["Quote"]
