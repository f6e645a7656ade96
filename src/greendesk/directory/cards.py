"""Visiting cards as vCard 4.0 (RFC 6350) and 3.0 (RFC 2426), names in both scripts.

4.0 carries two N and two FN properties that are alternatives of each other (ALTID, LANGUAGE), sorted by pinyin
(SORT-AS). 3.0, for older phones and Chinese address books, carries one N, led by the characters where there are any,
with their reading as X-PHONETIC-…. Written here because `vobject` 0.9 knows no 4.0; see docs/decisions/vcards.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from greendesk.desks.models import Desk
from greendesk.kit.names import split_han
from greendesk.kit.papers import qr_svg

from .models import Organisation, Person

VERSIONS = ("4.0", "3.0")
LINE = 75  # octets, RFC 6350 3.2

qr_of = lru_cache(maxsize=256)(qr_svg)  # for what is asked for often and may lie in memory: cards of desks and bodies


@dataclass(frozen=True, slots=True)
class Line:
    """One property: components of a value are escaped and joined with semicolons."""

    name: str
    value: str | Sequence[str]
    params: tuple[tuple[str, str], ...] = ()

    def written(self) -> str:
        params = "".join(f";{key}={_parameter(value)}" for key, value in self.params if value)
        value = _escaped(self.value) if isinstance(self.value, str) else ";".join(_escaped(v) for v in self.value)
        return folded(f"{self.name}{params}:{value}")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _parameter(value: str) -> str:
    """Quoted where needed; RFC 6868 writes a quotation mark as ^' and a line end as ^n."""
    value = value.replace("^", "^^").replace("\r", "").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if any(c in value for c in ",;: ") else value


def folded(line: str) -> str:
    """At most 75 octets a line, never cut inside a character."""
    parts, part, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + octets
    return "\r\n".join([*parts, part])


def card_of_person(person: Person, *, version: str = "4.0", with_contact: bool = True) -> str:
    """The card of a person. `with_contact=False` leaves telephone, mail and WeChat out.

    Raises ValueError for a version other than 4.0 and 3.0, or for an erased person.
    """
    if version not in VERSIONS:
        raise ValueError(f"no vCard {version}")
    if person.erased_at:
        raise ValueError("an erased person has no card")
    lines = _names_4(person) if version == "4.0" else _names_3(person)
    organisation = person.organisation
    if organisation is not None:
        lines += _organisation_names(organisation, version)
    lines += [Line("TITLE", str(position.title)) for position in person.positions.all()[:1]]
    if with_contact:
        lines += _contact(person.email, person.phone, person.wechat, version)
        if organisation is not None and organisation.website:
            lines.append(Line("URL", organisation.website))
    lines += _languages(person, version)
    return _card(version, lines, kind="individual", uid=f"greendesk-person-{person.pk}", revised=person.updated_at)


def card_of_organisation(organisation: Organisation, *, version: str = "4.0") -> str:
    lines = (
        [Line("FN", organisation.both), Line("N", ("", "", "", "", ""))]
        if version == "3.0"
        else [Line("FN", organisation.both)]
    )
    lines += _organisation_names(organisation, version)
    lines += _contact(organisation.email, organisation.phone, organisation.wechat, version)
    if organisation.website:
        lines.append(Line("URL", organisation.website))
    lines += _address(organisation.address)
    uid = f"greendesk-organisation-{organisation.pk}"
    return _card(version, lines, kind="org", uid=uid, revised=organisation.updated_at)


def card_of_desk(desk: Desk, *, version: str = "4.0") -> str:
    """The desk's own card, for badges and for whoever is to write back."""
    lines = [Line("FN", desk.name)]
    if version == "3.0":
        lines.append(Line("N", ("", "", "", "", "")))
    lines += [Line("ORG", (desk.name,)), *_contact(desk.email, desk.phone, "", version), *_address(desk.address)]
    if version == "4.0":
        lines.append(Line("LANG", "zh-Hans" if desk.language == "zh-hans" else desk.language))
    return _card(version, lines, kind="org", uid=f"greendesk-desk-{desk.key}", revised=None)


def _card(version: str, lines: Iterable[Line], *, kind: str, uid: str, revised: object) -> str:
    head = [Line("VERSION", version)]
    if version == "4.0":
        head.append(Line("KIND", kind))
    tail = [Line("UID", f"urn:x-{uid}" if version == "4.0" else uid)]
    if revised is not None:
        tail.append(Line("REV", f"{revised:%Y%m%dT%H%M%SZ}"))
    body = [line.written() for line in (*head, *lines, *tail)]
    return "\r\n".join(["BEGIN:VCARD", *body, "END:VCARD", ""])


def _names_4(person: Person) -> list[Line]:
    name, honorific = person.person_name, person.salutation
    latin_family, latin_given = name.family, name.given
    if name.han and not (latin_family or latin_given):
        latin_family, _sep, latin_given = name.reading.partition(" ")
    versions: list[tuple[str, str, str, str]] = []
    if latin_family or latin_given:
        shown = f"{latin_family} {latin_given}" if name.family_first or not name.latin() else name.latin()
        versions.append((shown.strip(), latin_family, latin_given, "zh-Latn" if name.han else ""))
    if name.han:
        family, given = split_han(name.han)
        versions.append((name.han, family, given, "zh-Hans"))
    lines = []
    alternative = "1" if len(versions) > 1 else ""
    for shown, _family, _given, language in versions:
        params = (("ALTID", alternative), ("LANGUAGE", language))
        lines.append(Line("FN", shown, params))
    for _shown, family, given, language in versions:
        sort_as = (("SORT-AS", f"{latin_family},{latin_given}".strip(",")),) if language == "zh-Hans" else ()
        params = (("ALTID", alternative), ("LANGUAGE", language), *sort_as)
        lines.append(Line("N", (family, given, "", honorific, ""), params))
    return lines


def _names_3(person: Person) -> list[Line]:
    name = person.person_name
    if not name.han:
        return [Line("FN", name.latin()), Line("N", (name.family, name.given, "", person.salutation, ""))]
    family, given = split_han(name.han)
    latin_family, _sep, latin_given = name.reading.partition(" ")
    latin_family, latin_given = name.family or latin_family, name.given or latin_given
    return [
        Line("FN", name.both("zh-hans")),
        Line("N", (family, given, "", person.salutation, "")),
        Line("SORT-STRING", f"{latin_family} {latin_given}".strip()),
        Line("X-PHONETIC-LAST-NAME", latin_family),
        Line("X-PHONETIC-FIRST-NAME", latin_given),
    ]


def _organisation_names(organisation: Organisation, version: str) -> list[Line]:
    chinese = organisation.names.plain().get("zh-hans", "")
    if version == "3.0" or not chinese or chinese == organisation.name:
        both = f"{organisation.name} {chinese}".strip() if chinese != organisation.name else organisation.name
        return [Line("ORG", (both,))]
    return [
        Line("ORG", (organisation.name,), (("ALTID", "2"),)),
        Line("ORG", (chinese,), (("ALTID", "2"), ("LANGUAGE", "zh-Hans"))),
    ]


def _contact(email: str, phone: str, wechat: str, version: str) -> list[Line]:
    lines = []
    if phone:
        lines.append(
            Line("TEL", phone, (("TYPE", "work" if version == "4.0" else "WORK,VOICE"),) if version == "4.0" else ())
        )
    if email:
        lines.append(Line("EMAIL", email, () if version == "4.0" else (("TYPE", "INTERNET"),)))
    if wechat:
        lines.append(Line("X-WECHAT", wechat))
        if version == "4.0":
            lines.append(Line("IMPP", f"weixin:{wechat}"))
    return lines


def _address(address: str) -> list[Line]:
    return [Line("ADR", ("", "", address, "", "", "", ""))] if address else []


def _languages(person: Person, version: str) -> list[Line]:
    if version != "4.0":
        return []
    return [Line("LANG", str(lang), (("PREF", str(number)),)) for number, lang in enumerate(person.languages, start=1)]
