"""What happens in the directory."""

from .contacts import give_consent, note_contact, withdraw_consent
from .erasing import delete_due_passports, erase_due, erase_person, forget_old_merges, keep_longer, let_go, mark_due
from .linking import link_same, unlink_same
from .merging import merge_organisations, merge_people, preview_merge, undo_merge
from .networks import drop_membership, join_network, leave_network
from .organisations import add_number, add_organisation, drop_number, share_record, update_organisation
from .people import add_person, add_position, drop_position, keep_passport, read_passport, update_person
from .sponsors import drop_sponsor, name_sponsor
from .ways_in import ask_for_password, may_let_in, offer_password, set_password, those_to_let_in

__all__ = [
    "add_number",
    "add_organisation",
    "add_person",
    "add_position",
    "ask_for_password",
    "delete_due_passports",
    "drop_membership",
    "drop_number",
    "drop_position",
    "drop_sponsor",
    "erase_due",
    "erase_person",
    "forget_old_merges",
    "give_consent",
    "join_network",
    "keep_longer",
    "keep_passport",
    "leave_network",
    "let_go",
    "link_same",
    "mark_due",
    "merge_organisations",
    "may_let_in",
    "merge_people",
    "name_sponsor",
    "note_contact",
    "offer_password",
    "preview_merge",
    "read_passport",
    "set_password",
    "those_to_let_in",
    "share_record",
    "undo_merge",
    "unlink_same",
    "update_organisation",
    "update_person",
    "withdraw_consent",
]
