"""The journal of the desk, when the person of whom it speaks is gone."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from coopere.rights.register.members import NAME


def forget_in_log(keys: dict[type[Model], list[int]]) -> None:
    """Of acts on these rows, keep that there was one, by whom and when; not about whom, nor why.

    The reasons are about the person, and may quote them.
    """
    for model, found in keys.items():
        kind: Any = ContentType.objects.get_for_model(model)
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, found))
        entries.update(object_repr=str(NAME), change_message="")
