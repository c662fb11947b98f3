"""What goes wrong between the site and its files."""


class StorageAway(Exception):
    """The store of files does not answer, or says no; what is missing is a FileNotFoundError."""
