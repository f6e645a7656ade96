"""What the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class CatalogueError(DomainError):
    code = "catalogue"


class AlreadyRegistered(CatalogueError):
    code = "catalogue.already_registered"
    message = _("%(name)s is already in your catalogue.")


class NeedsName(CatalogueError):
    code = "catalogue.needs_name"
    status = 422
    message = _("Please give a name.")


class NeedsCompany(CatalogueError):
    code = "catalogue.needs_company"
    status = 422
    message = _("Choose at least one company of your desk.")


class BadOpening(CatalogueError):
    code = "catalogue.bad_opening"
    status = 422
    message = _("“%(text)s” is not a time from and to. Write hours as 09:00-16:00, several with a comma between.")


class BadDay(CatalogueError):
    code = "catalogue.bad_day"
    status = 422
    message = _("“%(text)s” is not a date. Write days as 2026-12-24.")


class NeedsBothCoordinates(CatalogueError):
    code = "catalogue.needs_both_coordinates"
    status = 422
    message = _("A position needs latitude and longitude.")


class OffTheEarth(CatalogueError):
    code = "catalogue.off_the_earth"
    status = 422
    message = _("Latitude runs from -90 to 90 and longitude from -180 to 180.")


class NeedsConsent(CatalogueError):
    code = "catalogue.needs_consent"
    status = 422
    message = _("Other desks may read this only if the company has agreed. Tick that it has, or keep it to yourselves.")


class UnknownConcept(CatalogueError):
    code = "catalogue.unknown_concept"
    status = 422
    message = _("There is no concept “%(concept)s” in your lexicon.")


class BadLabel(CatalogueError):
    code = "catalogue.bad_label"
    status = 422
    message = _("A label has 2 to 120 characters, without “|” and line breaks.")


class LabelThere(CatalogueError):
    code = "catalogue.label_there"
    message = _("“%(label)s” is already a label of %(concept)s in this language. One word, one concept.")


class LabelMissing(CatalogueError):
    code = "catalogue.label_missing"
    status = 422
    message = _("%(concept)s has no label “%(label)s” in this language.")


class LastLabel(CatalogueError):
    code = "catalogue.last_label"
    message = _("This is the last label of %(concept)s. A concept keeps at least one.")


class ConceptThere(CatalogueError):
    code = "catalogue.concept_there"
    message = _("Your desk already has a concept with the id “%(key)s”.")


class ConceptInUse(CatalogueError):
    code = "catalogue.concept_in_use"
    message = _("%(concept)s has narrower concepts of your desk. Withdraw those first.")


class BadLexicon(CatalogueError):
    code = "catalogue.bad_lexicon"
    status = 422
    message = _("%(where)s: %(what)s Nothing was changed.")


class NotAPicture(CatalogueError):
    code = "catalogue.not_a_picture"
    status = 422
    message = _("This file is no picture that can be shown. Send a JPEG or a PNG.")


class PictureTooLarge(CatalogueError):
    code = "catalogue.picture_too_large"
    status = 422
    message = _("A picture may have at most %(most)d megabytes. Make it smaller and send it again.")


class NeedsCredit(CatalogueError):
    code = "catalogue.needs_credit"
    status = 422
    message = _("Say who took the picture; the name stands under it.")


class NeedsLicence(CatalogueError):
    code = "catalogue.needs_licence"
    status = 422
    message = _("Say under which licence the picture may be shown.")


class UnknownHost(CatalogueError):
    code = "catalogue.unknown_host"
    status = 422
    message = _("Choose the host from the people your desk knows.")


class StandbyEndsBeforeItStarts(CatalogueError):
    code = "catalogue.standby_ends_before_it_starts"
    status = 422
    message = _("The last day cannot be before the first.")
