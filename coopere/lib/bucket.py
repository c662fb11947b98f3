"""Files in an S3-compatible store; needs the packages of the extra `s3`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from coopere.lib.storage import StorageAway

MISSING = {"NoSuchKey", "404"}
CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # A page waits for it: two tries, well within the half minute that a worker of the site has.
    connect_timeout=3,
    read_timeout=8,
    retries={"total_max_attempts": 2, "mode": "standard"},
    # Stores that are not Amazon's know no checksums but the old ones.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class BucketStorage(S3Storage):
    """A private bucket, whose files are small and are shown by nobody but the site.

    Raises FileNotFoundError for a file that is not there, StorageAway for anything else.
    """

    def get_default_settings(self) -> dict[str, Any]:
        own = {"client_config": CONFIG, "transfer_config": TransferConfig(use_threads=False)}
        return {**super().get_default_settings(), **own}

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole file in one question, so that nothing fails halfway through a page."""
        with _in_our_words(name):
            found = self.bucket.Object(self._normalize_name(clean_name(name))).get()
            return ContentFile(found["Body"].read(), name)

    def _save(self, name: str, content: File) -> str:
        with _in_our_words(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _in_our_words(name):
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _in_our_words(path):
            folders, files = super().listdir(path)
            return folders, files

    def get_modified_time(self, name: str) -> datetime:
        with _in_our_words(name):
            found: datetime = super().get_modified_time(name)
            return found


@contextmanager
def _in_our_words(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as fault:
        if fault.response["Error"]["Code"] in MISSING:
            raise FileNotFoundError(name) from fault
        raise StorageAway(str(fault)) from fault
    except BotoCoreError as fault:
        raise StorageAway(str(fault)) from fault
