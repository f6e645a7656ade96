"""What can be done with companies, what they offer, and where it can be seen."""

from .companies import edit_own_profile, invite_company, note_client, register_company, update_company
from .experiences import record_credential, share_experience, update_credential, withdraw_experience
from .lexicon import add_concept, add_label, bring_lexicon, hide_label, restore_concept, take_back, withdraw_concept
from .offers import add_site, add_solution, read_days, read_opening, update_own_site, update_site, update_solution
from .pictures import add_picture, change_picture, remove_picture
from .standby import end_standby, stand_by

__all__ = [
    "add_picture",
    "add_concept",
    "add_label",
    "add_site",
    "add_solution",
    "bring_lexicon",
    "change_picture",
    "edit_own_profile",
    "end_standby",
    "hide_label",
    "invite_company",
    "note_client",
    "read_days",
    "read_opening",
    "record_credential",
    "register_company",
    "restore_concept",
    "remove_picture",
    "share_experience",
    "stand_by",
    "take_back",
    "update_company",
    "update_credential",
    "update_own_site",
    "update_site",
    "update_solution",
    "withdraw_concept",
    "withdraw_experience",
]
