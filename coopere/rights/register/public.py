"""What people leave at the door of the site, before there is a network; and its own words."""

from coopere.rights.lines import ACTOR, NOBODY, By, Delete, Keep, Register

# They have no account for key: an address says whose they are.
LEFT = By("coopere.rights.letters.forget_letters")
TOWN = Keep("The list of communes: nobody’s.")

PUBLIC: Register = {
    "coopere.ContactMessage.email": (LEFT,),
    "coopere.ContactMessage.name": (LEFT,),
    "coopere.ContactMessage.text": (LEFT,),
    "coopere.ContactMessage.origin": (LEFT,),
    "coopere.ContactMessage.answered_by": (ACTOR,),
    "members.Interest.email": (LEFT,),
    "members.Interest.street": (LEFT,),
    "members.InterestTry.digest": (Keep("A keyed hash that nobody reads back, for one day."),),
    # The network that came of a proposal stays, and does not name it any more.
    "members.Proposal.proposer": (Delete("proposer"),),
    "members.Proposal.first_name": (Delete("proposer"),),
    "members.Proposal.last_name": (Delete("proposer"),),
    "members.Proposal.town": (Delete("proposer"),),
    "members.Proposal.postcode": (Delete("proposer"),),
    "members.Proposal.place": (Delete("proposer"),),
    "members.Proposal.why": (Delete("proposer"),),
    "members.Proposal.companions": (Delete("proposer"),),
    "members.Proposal.reason": (Delete("proposer"),),
    "members.FirstWeekPutAway.membership": (Delete("membership"),),
    "coopere.PageVersion.by": (ACTOR,),
    "coopere.PageVersion.text": (Keep("A page of the site, written for everybody by its staff."),),
    "coopere.Quote.slug": (NOBODY,),
    "coopere.Quote.text": (NOBODY,),
    "coopere.Quote.author": (NOBODY,),
    "coopere.Quote.years": (NOBODY,),
    "coopere.Quote.work": (NOBODY,),
    "coopere.Quote.work_date": (NOBODY,),
    "members.Commune.code": (TOWN,),
    "members.Commune.name": (TOWN,),
    "members.Commune.department": (TOWN,),
    "members.Commune.postcodes": (TOWN,),
    "members.Commune.search_key": (TOWN,),
    "members.Commune.known_as": (TOWN,),
}
