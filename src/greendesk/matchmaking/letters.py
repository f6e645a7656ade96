"""Letters of this room: to the owner of a need, to a company, to both when they are introduced."""

from __future__ import annotations

from django.conf import settings

from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, GuestLink
from greendesk.directory.models import Consent
from greendesk.outbox.models import Message
from greendesk.outbox.services import draft_letter, draft_message

from .models import Challenge, Suggestion

# {number} is the card, {address} the page where the owner answers: a card needs no guest link.
QUESTION: dict[str, tuple[str, str]] = {
    "en": ("A question about “{need}” ({number})", "Dear {to},\n\nThank you for telling us about “{need}”. We have a question:\n\n{says}\n\nPlease answer with your card {number} and its code:\n{address}\n\nKind regards\n{desk}"),
    "sv": ("En fråga om ”{need}” ({number})", "Hej {to},\n\nTack för att ni berättade om ”{need}”. Vi har en fråga:\n\n{says}\n\nSvara gärna med ert kort {number} och dess kod:\n{address}\n\nVänliga hälsningar\n{desk}"),
    "da": ("Et spørgsmål om “{need}” ({number})", "Kære {to}\n\nTak fordi I fortalte os om “{need}”. Vi har et spørgsmål:\n\n{says}\n\nSvar gerne med jeres kort {number} og dets kode:\n{address}\n\nVenlig hilsen\n{desk}"),
    "nl": ("Een vraag over “{need}” ({number})", "Beste {to},\n\nDank u voor uw bericht over “{need}”. Wij hebben een vraag:\n\n{says}\n\nAntwoord met uw kaart {number} en de code:\n{address}\n\nMet vriendelijke groet\n{desk}"),
    "zh-hans": ("关于“{need}”的问题（{number}）", "{to}：您好！\n\n感谢您告知“{need}”。我们有一个问题：\n\n{says}\n\n请凭卡号{number}和校验码在此回复：\n{address}\n\n此致\n{desk}"),
}  # fmt: skip


def write_owner(challenge: Challenge, kind: str, *, by: Account | None, says: str = "", address: str = "") -> Message:
    """A draft to the owner of a need, in the need's language."""
    language = challenge.language if challenge.language in QUESTION else "en"
    number = getattr(getattr(challenge, "card", None), "number", "")
    to = addressee(challenge)
    subject, body = QUESTION[language]
    facts = {
        "to": to, "need": challenge.title.text(language), "number": number, "says": says, "desk": challenge.desk.name,
        "address": address or f"{settings.PUBLIC_URL}/card/",
    }  # fmt: skip
    return draft_message(
        desk=challenge.desk, to_name=to, language=language, subject=_filled(subject, facts), body=_filled(body, facts),
        by=by, person=challenge.contact, organisation=challenge.owner, template=f"need-{kind}", about=number,
        to_phone=_reach(challenge, "phone"), to_wechat=_reach(challenge, "wechat"), is_invented=challenge.is_invented,
    )  # fmt: skip


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text


def _reach(challenge: Challenge, name: str) -> str:
    return getattr(getattr(challenge, "card", None), name, "")


def addressee(challenge: Challenge) -> str:
    return str(challenge.contact or challenge.owner or getattr(getattr(challenge, "card", None), "number", ""))


def write_company(company: Company, letter: str, *, by: Account | None, language: str, link: GuestLink) -> Message:
    """A draft to a company with its link; `letter` says why it is written."""
    person = company.organisation.people.filter(erased_at=None).first()
    return draft_letter(
        desk=company.desk, letter="profile-link", facts={"company": company.organisation.name},
        to_name=str(person or company.organisation), language=language, by=by, person=person,
        organisation=company.organisation, link=link, about=letter, is_invented=company.is_invented,
    )  # fmt: skip


def write_both(suggestion: Suggestion, *, by: Account | None, reasons: dict[str, str]) -> tuple[Message, Message]:
    """Drafts to the company and to the owner; `reasons` holds one line per language, with "en" at least.

    Who the contact is, and how to reach them, is told to the company only with their consent to share.
    """
    challenge, company = suggestion.challenge, suggestion.company
    assert company is not None
    owner = str(challenge.owner or addressee(challenge))
    if challenge.contact and may_share(challenge):
        reach = [challenge.contact.both, challenge.contact.phone, challenge.contact.wechat, challenge.contact.email]
        owner = f"{owner} ({', '.join(part for part in reach if part)})"
    person = company.organisation.people.filter(erased_at=None).first()
    facts = {"company": company.organisation.name, "owner": owner}
    about = str(suggestion)[:200]
    to_company = draft_letter(
        desk=suggestion.desk, letter="introduction", language=company.desk.language, by=by, person=person,
        facts=facts | _told(challenge, reasons, company.desk.language), to_name=str(person or company.organisation),
        organisation=company.organisation, about=about, is_invented=suggestion.is_invented,
    )  # fmt: skip
    to_owner = draft_letter(
        desk=suggestion.desk, letter="introduction", language=challenge.language, by=by, person=challenge.contact,
        facts=facts | _told(challenge, reasons, challenge.language), to_name=addressee(challenge), organisation=challenge.owner,
        about=about, to_phone=_reach(challenge, "phone"), to_wechat=_reach(challenge, "wechat"),
        is_invented=suggestion.is_invented,
    )  # fmt: skip
    return to_company, to_owner


def _told(challenge: Challenge, reasons: dict[str, str], language: str) -> dict[str, str]:
    return {"need": challenge.title.text(language), "reasons": reasons.get(language) or reasons.get("en", "")}


def may_share(challenge: Challenge) -> bool:
    """The contact agreed that firms learn who they are. A contact whom the desk entered itself never ticked a form."""
    if challenge.contact is None:
        return False
    return Consent.objects.filter(person=challenge.contact, scope=Consent.Scope.SHARE, withdrawn_at=None).exists()
