"""Numbers of public registers: written the way each register writes them, check digits verified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from stdnum import exceptions, lei
from stdnum.be import vat as be_vat
from stdnum.cn import uscc
from stdnum.dk import cvr
from stdnum.eu import vat as eu_vat
from stdnum.se import orgnr

from .errors import BadNumber
from .models import RegistryNumber

Kind = RegistryNumber.Kind
CHECKS: dict[str, Any] = {
    Kind.SE_ORGNR: orgnr,
    Kind.DK_CVR: cvr,
    Kind.BE_KBO: be_vat,
    Kind.EU_VAT: eu_vat,
    Kind.CN_USCC: uscc,
    Kind.LEI: lei,
}


def checked_number(kind: str, number: str, *, field: str = "number") -> str:
    """The number in its compact form. Raises BadNumber with the reason in words; `field` is the one to blame.

    KvK numbers of the Netherlands have eight digits and no check digit; other numbers are only trimmed.
    """
    if kind not in Kind.values:
        raise BadNumber(number=number, kind=kind, why=_("this register is not known."), field=field)
    check: Any = CHECKS.get(kind)
    label = Kind(kind).label
    if check is None:
        compact = "".join(number.split())
        is_kvk = kind == Kind.NL_KVK
        if not compact or (is_kvk and not (compact.isascii() and compact.isdigit() and len(compact) == 8)):
            why = _("it has eight digits.") if is_kvk else _("it is empty.")
            raise BadNumber(number=number, kind=label, why=why, field=field)
        return compact
    try:
        return str(_validate(check.validate)(number))
    except exceptions.ValidationError as problem:
        raise BadNumber(number=number, kind=label, why=_reason(problem), field=field) from problem


def _validate(validate: Callable[[str], str]) -> Callable[[str], str]:
    return lambda number: validate(number.strip())


def _reason(problem: exceptions.ValidationError) -> str:
    if isinstance(problem, exceptions.InvalidLength):
        return _("it has too many or too few digits.")
    if isinstance(problem, exceptions.InvalidChecksum):
        return _("its check digit does not fit, so a digit is mistyped.")
    if isinstance(problem, exceptions.InvalidComponent):
        return _("a part of it does not exist.")
    return _("it is not written as such a number.")


def guessed_kind(number: str) -> str:
    """The register whose check digits fit, when exactly one does; else empty."""
    fitting = [kind for kind, check in CHECKS.items() if check.is_valid(number.strip())]
    return str(fitting[0]) if len(fitting) == 1 else ""
