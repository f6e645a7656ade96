"""The outbox: every message is a draft first; looked at, then sent, printed or copied; its fate is kept."""

from __future__ import annotations

import string
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from greendesk.desks.files import open_stored
from greendesk.desks.links import address_of
from greendesk.desks.search import matching_ids
from greendesk.kit.errors import DomainError
from greendesk.kit.langs import LANGS
from greendesk.kit.papers import qr_svg
from greendesk.outbox import services
from greendesk.outbox.letters import LETTERS
from greendesk.outbox.models import Attachment, Message, MessageState, Template
from greendesk.outbox.printing import letter_of

from ..views import DeskRequest, desk_page, page_of, refused, saved, shown_or_404, take
from .followups import our_desk

TONES = {"draft": "amber", "previewed": "info", "sent": "good", "printed": "good", "copied": "good", "answered": "good", "failed": "danger", "dropped": "neutral"}  # fmt: skip


class MessageForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("{link} stands for the reader’s own link; leave it as it is."),
    )  # fmt: skip


@desk_page
def outbox(request: DeskRequest) -> HttpResponse:
    own = Message.objects.ours(request.user)
    counts = dict(own.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    state = request.GET.get("state", "")
    rows = own.select_related("person", "organisation", "link")
    if state in MessageState.values:
        rows = rows.filter(state=state)
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(pk__in=matching_ids(text, request.user, "outbox.message"))
    context = {
        "page": page_of(request, rows.order_by("-pk")), "state": state, "tones": TONES,
        "states": [(code, label, counts.get(code, 0)) for code, label in MessageState.choices],
    }  # fmt: skip
    return render(request, "desk/outbox.html", context)


@desk_page
def message(request: DeskRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(request: DeskRequest, pk: int, form: MessageForm | None = None) -> HttpResponse:
    rows = Message.objects.select_related("desk", "person", "organisation", "link")
    shown = shown_or_404(Message, request.user, pk, rows=rows)
    row = shown.record
    if row is None:
        raise Http404
    assert isinstance(row, Message)
    link = address_of(row.link) if row.link else ""
    is_gone = row.state in services.GONE
    context = {
        "shown": shown, "row": row, "text": services.text_of(row), "link": link, "qr": qr_svg(link) if link else "",
        "fates": row.fates.select_related("by"), "attachments": row.attachments.select_related("file"),
        "may_edit": Message.objects.editable_by(request.user).contains(row), "is_gone": is_gone,
        "form": form or MessageForm(initial={"subject": row.subject, "body": row.body, "revision": row.revision}), "tone": TONES[row.state],
    }  # fmt: skip
    return render(request, "desk/message.html", context, status=422 if form else 200)


def own_message(request: DeskRequest, pk: int) -> Message:
    row = get_object_or_404(Message.objects.editable_by(request.user).select_related("desk", "link"), pk=pk)
    assert isinstance(row, Message)
    return row


@desk_page
@require_POST
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = own_message(request, pk)
    form = MessageForm(request.POST)
    if take(form, lambda **data: services.edit_message(row, by=request.user, **data)):
        messages.success(request, saved(row))
        return redirect("web:message", pk)
    return show(request, pk, form)


def looked_at(request: DeskRequest, row: Message) -> Message:
    """The page showed the whole text to whoever pressed a button on it."""
    return services.preview_message(row, by=request.user)


@desk_page
@require_POST
def move(request: DeskRequest, pk: int) -> HttpResponse:
    """One of: preview, send, print, copy, answered, drop."""
    row, verb = own_message(request, pk), request.POST.get("verb", "")
    try:
        said = moved(request, row, verb)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
        if verb == "print":
            return redirect("web:message-paper", pk)
    return redirect("web:message", pk)


def moved(request: DeskRequest, row: Message, verb: str) -> str:
    by = request.user
    if verb == "preview":
        looked_at(request, row)
        return _("Looked at. It may leave now.")
    if verb == "send":
        services.send_message(looked_at(request, row), by=by)
        return _("Sent to %(address)s.") % {"address": row.to_email}
    if verb == "print":
        services.print_message(looked_at(request, row), by=by)
        return _("Noted as printed.")
    if verb == "copy":
        services.copy_message(looked_at(request, row), by=by)
        return _("Noted as copied into a messenger.")
    if verb == "answered":
        services.note_answer(row, by=by, note=request.POST.get("note", "")[:300])
        return _("Noted as answered.")
    if verb == "drop":
        services.drop_message(row, by=by)
        return _("It will not be sent. Change its text to take it up again.")
    raise Http404


@desk_page
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    rows = (
        Message.objects.ours(request.user)
        .exclude(state=MessageState.DRAFT)
        .select_related("desk", "link", "organisation")
    )
    row = get_object_or_404(rows, pk=pk)
    pdf = letter_of(row, on=timezone.localdate())
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="letter-{pk}.pdf"'}
    )


@desk_page
def attachment(request: DeskRequest, pk: int) -> FileResponse:
    row = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("file"), pk=pk)
    return FileResponse(
        open_stored(row.file), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


def fields_of(letter: str) -> list[str]:
    """The {fields} that the built-in wording of a letter fills in."""
    subject, body = LETTERS[letter]["en"]
    found = {field for _text, field, _spec, _conversion in string.Formatter().parse(subject + body) if field}
    return sorted(found)


@desk_page
def letters(request: DeskRequest) -> HttpResponse:
    own = {(t.key, t.language): t for t in Template.objects.ours(request.user).order_by("pk")}
    rows = [
        {"key": key, "subject": versions["en"][0], "fields": fields_of(key), "versions": [(lang, (key, lang) in own) for lang in LANGS]}
        for key, versions in LETTERS.items()
    ]  # fmt: skip
    return render(request, "desk/letters.html", {"rows": rows})


class LetterForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args: Any, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = fields
        self.fields["body"].help_text = _("Filled in when a letter is drafted: %(fields)s") % {
            "fields": " ".join(f"{{{name}}}" for name in fields)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        facts = dict.fromkeys(self.known, "")
        for name in ("subject", "body"):
            try:
                services.fill(data.get(name, ""), facts)
            except DomainError as refusal:
                refused(self, refusal)
            except (ValueError, IndexError):
                self.add_error(name, _("A brace { or } stands alone. Write {{ or }} for the sign itself."))
        return data


@desk_page
@require_http_methods(["GET", "POST"])
def letter(request: DeskRequest, key: str, language: str) -> HttpResponse:
    if key not in LETTERS or language not in LANGS:
        raise Http404
    desk = our_desk(request)
    own = Template.objects.filter(desk=desk, key=key, language=language).first()
    if request.method == "POST" and request.POST.get("verb") == "forget":
        if own:
            services.forget_wording(own, by=request.user)
            messages.success(request, _("The built-in wording is used again."))
        return redirect("web:letters")
    subject, body = services.wording(desk, key, language)
    form = LetterForm(request.POST or None, fields=fields_of(key), initial={"subject": subject, "body": body})

    def verb(**data: Any) -> Template:
        return services.adopt_wording(desk=desk, letter=key, language=language, by=request.user, **data)

    if take(form, verb):
        messages.success(request, saved(key))
        return redirect("web:letters")
    context = {"form": form, "key": key, "language": language, "own": own, "back": reverse("web:letters")}
    return render(request, "desk/letter.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:pk>/", message, name="message"),
    path("outbox/<int:pk>/edit/", edit, name="message-edit"),
    path("outbox/<int:pk>/move/", move, name="message-move"),
    path("outbox/<int:pk>/letter.pdf", paper, name="message-paper"),
    path("outbox/attachments/<int:pk>/", attachment, name="message-attachment"),
    path("letters/", letters, name="letters"),
    path("letters/<slug:key>/<slug:language>/", letter, name="letter"),
]
