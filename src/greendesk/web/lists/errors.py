"""What a file can be refused for, in sentences."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class ListRefusal(DomainError):
    code = "lists.refused"
    status = 422


class TooLarge(ListRefusal):
    code = "lists.too_large"
    status = 413
    message = _("The file has %(mb)s MB; at most %(most)s MB are taken. Split the list, or leave out pictures.")


class UnpacksTooLarge(ListRefusal):
    code = "lists.unpacks_too_large"
    status = 413
    message = _("The file unpacks to %(mb)s MB, far more than a list needs. It was not opened.")


class HasMacros(ListRefusal):
    code = "lists.has_macros"
    message = _(
        "The file holds macros, and such files are not opened. Save it as a plain workbook (.xlsx) and try again."
    )


class OldFormat(ListRefusal):
    code = "lists.old_format"
    message = _(
        "Files of the old kind (.xls), .ods and files with a password cannot be read. Save it as .xlsx or .csv."
    )


class NotAList(ListRefusal):
    code = "lists.not_a_list"
    message = _("This is not a spreadsheet or a text list that can be read.")


class TooManyColumns(ListRefusal):
    code = "lists.too_many_columns"
    message = _("The sheet “%(sheet)s” has more than %(most)s columns. Keep the columns that matter and try again.")


class TooManyRows(ListRefusal):
    code = "lists.too_many_rows"
    message = _("The sheet “%(sheet)s” has more than %(most)s rows. Split the list.")


class IsEmpty(ListRefusal):
    code = "lists.is_empty"
    message = _("The list is empty: there is no row under a line of headings.")


class EnteredAlready(ListRefusal):
    code = "lists.entered_already"
    status = 409
    message = _("This list has been entered already.")
