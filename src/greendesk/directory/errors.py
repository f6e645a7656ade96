"""What the directory refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class DirectoryRefusal(DomainError):
    code = "directory.refused"


class NeedsName(DirectoryRefusal):
    code = "directory.needs_name"
    status = 422
    message = _("Give a name, in at least one script.")


class BadNumber(DirectoryRefusal):
    code = "directory.bad_number"
    status = 422
    message = _("“%(number)s” is not a valid number of this kind (%(kind)s): %(why)s")


class NumberTaken(DirectoryRefusal):
    code = "directory.number_taken"
    message = _("“%(name)s” already has the number %(number)s. If both are the same, merge them.")


class PartOfItself(DirectoryRefusal):
    code = "directory.part_of_itself"
    status = 422
    message = _("“%(name)s” cannot be part of itself.")


class MemberOfItself(DirectoryRefusal):
    code = "directory.member_of_itself"
    status = 422
    message = _("“%(name)s” cannot be a member of itself.")


class AlreadyMember(DirectoryRefusal):
    code = "directory.already_member"
    message = _("“%(name)s” is a member of “%(network)s” already. End that membership first.")


class EndedAlready(DirectoryRefusal):
    code = "directory.membership_ended_already"
    message = _("This membership has ended already.")


class NeedsYear(DirectoryRefusal):
    code = "directory.needs_year"
    status = 422
    message = _("Give at least the year in which it ended.")


class EndsBeforeItBegins(DirectoryRefusal):
    code = "directory.ends_before_it_begins"
    status = 422
    message = _("A membership cannot end before it begins.")


class SameRecord(DirectoryRefusal):
    code = "directory.same_record"
    status = 422
    message = _("These are one and the same record already.")


class OtherDesk(DirectoryRefusal):
    code = "directory.other_desk"
    message = _("Merging happens inside one desk. Mark the two as the same instead: both desks keep their own.")


class SameDesk(DirectoryRefusal):
    code = "directory.same_desk"
    message = _("Both belong to the same desk: merge them instead.")


class CannotMerge(DirectoryRefusal):
    code = "directory.cannot_merge"
    message = _("They cannot become one: %(kind)s “%(what)s” holds both of them. Change that first, then merge.")


class NothingToUndo(DirectoryRefusal):
    code = "directory.nothing_to_undo"
    message = _("This has been undone already, or too much has changed since then.")


class IsErased(DirectoryRefusal):
    code = "directory.is_erased"
    message = _("This person has been erased; nothing can be added any more.")


class WithdrawnAlready(DirectoryRefusal):
    code = "directory.withdrawn_already"
    message = _("This consent was withdrawn already.")


class NotConfidential(DirectoryRefusal):
    code = "directory.not_confidential"
    status = 403
    message = _("Only officers of the owning desk read this.")


class CannotUnseal(DirectoryRefusal):
    code = "directory.cannot_unseal"
    message = _("The travel papers cannot be read: the installation's key has changed since they were stored.")


class WeakPassword(DirectoryRefusal):
    code = "directory.weak_password"
    status = 422
    message = _("%(why)s")


class NeedsPurpose(DirectoryRefusal):
    code = "directory.needs_purpose"
    status = 422
    message = _("Say for what the person is still needed.")


class KeptInThePast(DirectoryRefusal):
    code = "directory.kept_in_the_past"
    status = 422
    message = _("That day has passed; choose one to come.")
