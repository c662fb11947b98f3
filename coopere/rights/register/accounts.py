"""Accounts, and what Django, allauth and Procrastinate know of them."""

from django.contrib.auth.hashers import make_password
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from coopere.rights.lines import NOBODY, STRUCTURE, By, Delete, Keep, Register, Write

NOWHERE = "coopere.invalid"


def address_of_nobody() -> Concat:
    """An address that no mail reaches (RFC 2606), another one for each account."""
    return Concat(Value("efface."), Cast(F("pk"), CharField()), Value(f"@{NOWHERE}"))


def no_password() -> str:
    return make_password(None)


MAIL = By("coopere.rights.outbox.forget_mail")
LOG = By("coopere.rights.log.forget_in_log")
VISITS = By("coopere.rights.erasure.end_visits")

ACCOUNTS: Register = {
    "members.User.email": (Write("pk", address_of_nobody),),
    "members.User.password": (Write("pk", no_password),),
    "members.User.is_active": (Write("pk", False),),
    "members.User.is_staff": (Write("pk", False),),
    "members.User.is_superuser": (Write("pk", False),),
    "members.User.last_login": (Write("pk", None),),
    "members.User.seen_on": (Write("pk", None),),
    "members.User.erased_at": (Write("pk", timezone.now),),
    "members.User_groups.user": (Delete("user"),),
    "members.User_groups.group": (STRUCTURE,),
    "members.User_user_permissions.user": (Delete("user"),),
    "members.User_user_permissions.permission": (STRUCTURE,),
    "members.EntryAttempt.user": (Delete("user"),),
    "members.EntryAttempt.address": (Delete("user"),),
    # A proof of what somebody said yes to proves nothing about nobody.
    "members.Consent.user": (Delete("user"),),
    "members.Consent.version": (Delete("user"),),
    "members.Consent.words": (Delete("user"),),
    "members.Absence.user": (Delete("user"),),
    "members.Visit.session_key": (VISITS,),
    "members.Visit.session_data": (VISITS,),
    "sessions.Session.session_key": (VISITS,),
    "sessions.Session.session_data": (VISITS,),
    "account.EmailAddress.user": (Delete("user"),),
    "account.EmailAddress.email": (Delete("user"),),
    "account.EmailConfirmation.key": (Delete("email_address__user"),),
    "admin.LogEntry.user": (
        Keep("An act at the desk has its date and its reason; the account says nothing any more."),
    ),
    "admin.LogEntry.object_id": (STRUCTURE,),
    "admin.LogEntry.object_repr": (LOG,),
    "admin.LogEntry.change_message": (LOG,),
    "procrastinate.ProcrastinateJob.args": (MAIL,),
    "procrastinate.ProcrastinateJob.queue_name": (NOBODY,),
    "procrastinate.ProcrastinateJob.task_name": (NOBODY,),
    "procrastinate.ProcrastinateJob.lock": (NOBODY,),
    "procrastinate.ProcrastinateJob.queueing_lock": (NOBODY,),
    "procrastinate.ProcrastinatePeriodicDefer.task_name": (NOBODY,),
    "procrastinate.ProcrastinatePeriodicDefer.periodic_id": (NOBODY,),
    "auth.Permission.name": (NOBODY,),
    "auth.Permission.codename": (NOBODY,),
    "auth.Group.name": (NOBODY,),
    "auth.Group_permissions.group": (STRUCTURE,),
    "auth.Group_permissions.permission": (STRUCTURE,),
    "contenttypes.ContentType.app_label": (NOBODY,),
    "contenttypes.ContentType.model": (NOBODY,),
}
