"""Tells of the networks that somebody proposed: one that waits for an answer, one refused."""

from datetime import datetime, timedelta
from typing import Any

import time_machine

from coopere.demo.story import demo_user, read
from members.models import Commune, Proposal

ANSWERS = ("first_name", "last_name", "town", "postcode", "place", "homes", "why", "companions")


def tell_proposals(now: datetime) -> None:
    """Propose what nobody proposed yet."""
    for row in read("proposals")["proposals"]:
        _tell(row, now)


def _tell(row: dict[str, Any], now: datetime) -> None:
    proposer = demo_user(row["email"])
    if Proposal.objects.of(proposer).exists():
        return
    answers = {name: row[name] for name in ANSWERS if name in row}
    town = Commune.objects.called(row["town"], row["postcode"])
    with time_machine.travel(now - timedelta(days=row["days_ago"]), tick=False):
        made = Proposal.propose(by=proposer, commune=town, **answers)
    if "reason" in row:
        with time_machine.travel(now - timedelta(days=row["refused_days_ago"]), tick=False):
            made.refuse(reason=row["reason"])
