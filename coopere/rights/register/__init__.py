"""One line for each field that may hold a person: what becomes of it when they go.

A test walks all models: a new text, or a new key to a person, fails until it is decided here.
"""

from coopere.rights.lines import Register
from coopere.rights.register.accounts import ACCOUNTS
from coopere.rights.register.collections import COLLECTIONS
from coopere.rights.register.exchanges import EXCHANGES
from coopere.rights.register.gatherings import GATHERINGS
from coopere.rights.register.members import MEMBERS
from coopere.rights.register.public import PUBLIC

REGISTER: Register = {**ACCOUNTS, **MEMBERS, **EXCHANGES, **GATHERINGS, **COLLECTIONS, **PUBLIC}
