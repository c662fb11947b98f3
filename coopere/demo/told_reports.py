"""One report of a story, from who points something out to the last answer."""

from typing import TYPE_CHECKING, Any

from members.models import Membership, Report

if TYPE_CHECKING:
    from coopere.demo.story import Row, Story


class ToldReport:
    """What happened to one offer that was reported, or hidden by a coordinator alone."""

    def __init__(self, story: "Story", row: "Row") -> None:
        self.story = story
        self.row = row

    def plan(self) -> None:
        """Plan its steps; each row says how many days ago it was."""
        self._at("days_ago", self._make if "by" in self.row else self._take_up)
        if "by" in self.row:
            self._at("decided_days_ago", self._decide)
        self._at("appealed_days_ago", self._appeal)
        self._at("settled_days_ago", self._settle)

    def _at(self, name: str, act: Any) -> None:
        if name in self.row:
            self.story.now_minus(self.row[name], act)

    def _person(self, name: str) -> Membership:
        return self.story.people[self.row[name]]

    def _make(self) -> None:
        offer = self.story.offers[self.row["offer"]]
        by, words = self._person("by"), self.row["words"]
        self.report, _is_new = Report.make(offer, by=by, words=words)

    def _take_up(self) -> None:
        offer = self.story.offers[self.row["offer"]]
        by, reason = self._person("decided_by"), self.row["reason"]
        self.report = Report.take_up(offer, by=by, reason=reason)

    def _decide(self) -> None:
        decide = self.report.uphold if self.row["upheld"] else self.report.dismiss
        decide(by=self._person("decided_by"), reason=self.row["reason"])

    def _appeal(self) -> None:
        who = self.report.whose if self.report.upheld else self._person("by")
        self.report.appeal(by=who, text=self.row["appeal"])

    def _settle(self) -> None:
        overturn, answer = self.row["overturn"], self.row["answer"]
        self.report.settle(by=self._person("settled_by"), reason=answer, overturn=overturn)
