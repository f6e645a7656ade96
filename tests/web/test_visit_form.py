"""The public request: any language, no account, nothing typed lost, the same wish not doubled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from greendesk.desks.models import Desk
from greendesk.visits import services
from greendesk.visits.criteria import KEYS
from greendesk.visits.models import VisitRequest
from tests.factories import PlaceFactory, ThemeFactory, officer_of
from tests.factories.visits import VisitRequestFactory

URL = "web:visit-form"


def filled(desk: Desk, **more: Any) -> dict[str, Any]:
    first = timezone.localdate() + timedelta(days=9)
    return {
        "organisation_name": "保定市发展和改革委员会", "leader_name": "李俊峰", "leader_title": "副市长", "size": "12",
        "starts_on": first.isoformat(), "ends_on": (first + timedelta(days=1)).isoformat(), "contact_name": "赵敏",
        "contact_wechat": "zhaomin", "desk": desk.key, "agrees": "on", "agrees_abroad": "on", "problem": "冬季供暖", **more,
    }  # fmt: skip


def test_a_request_in_chinese_gets_its_card(client: Client, desk: Desk) -> None:
    place = PlaceFactory(code="130600", name_en="Baoding", name_local="保定市")
    theme = ThemeFactory(key="district-heating")
    answer = client.post(
        reverse(URL) + "?lang=zh-hans", filled(desk, place_text="保定市 130600", themes=[theme.pk]), follow=True
    )

    row = VisitRequest.objects.get()
    html = answer.content.decode()
    assert (row.place, row.language, row.problem["zh-hans"]["text"]) == (place, "zh-hans", "冬季供暖")
    assert row.consented_at is not None and row.notice
    assert list(row.themes.all()) == [theme]
    assert row.card_number is not None and row.card_number in html and services.code_of(row) in html


def test_the_form_needs_no_script_and_stays_small(client: Client, desk: Desk) -> None:
    answer = client.get(reverse(URL) + "?lang=zh-hans")

    assert answer.status_code == 200
    assert len(answer.content) < 60_000
    assert b"captcha" not in answer.content
    assert b'lang="zh-Hans"' in answer.content


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client: Client, desk: Desk) -> None:
    answer = client.post(
        reverse(URL), filled(desk, size="", contact_wechat="", agrees_abroad="", organisation_name="canary-kept")
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "canary-kept" in html
    assert 'id="id_size_error"' in html and 'id="id_agrees_abroad_error"' in html
    assert not VisitRequest.objects.exists()


def test_no_way_to_answer_is_refused_at_the_field(client: Client, desk: Desk) -> None:
    answer = client.post(reverse(URL), filled(desk, contact_wechat=""))

    assert 'id="id_contact_phone_error"' in answer.content.decode()


def test_the_same_request_twice_is_answered_with_the_same_card(client: Client, desk: Desk) -> None:
    client.post(reverse(URL), filled(desk))
    again = client.post(reverse(URL), filled(desk), follow=True)

    assert VisitRequest.objects.count() == 1
    assert "We have this request already" in again.content.decode()


def test_a_list_in_gb18030_is_taken_and_a_broken_one_named(client: Client, desk: Desk) -> None:
    good = SimpleUploadedFile("名单.csv", "姓名,职务\n王建国,市长".encode("gb18030"))
    assert client.post(reverse(URL), filled(desk, members_file=good)).status_code == 302
    assert "王建国" in VisitRequest.objects.get().members_text
    bad = SimpleUploadedFile("x.xlsx", b"PK\x03\x04\x00\x00\xff\xfe\xff")
    refused = client.post(reverse(URL), filled(desk, leader_name="other", members_file=bad))
    assert refused.status_code == 422
    assert 'id="id_members_file_error"' in refused.content.decode()


def test_two_places_of_one_name_are_offered(client: Client, desk: Desk) -> None:
    for code in ("330424", "632223"):
        PlaceFactory(code=code, name_en="Haiyan", name_local="海盐县" if code == "330424" else "海晏县")
    answer = client.post(reverse(URL), filled(desk, place_text="Haiyan"))

    assert answer.status_code == 422
    assert "330424" in answer.content.decode() and "632223" in answer.content.decode()


def test_a_machine_learns_nothing(client: Client, desk: Desk) -> None:
    assert client.post(reverse(URL), filled(desk, website="http://spam")).status_code == 302
    assert not VisitRequest.objects.exists()


def test_too_many_requests_are_slowed_down(client: Client, desk: Desk) -> None:
    answers = [client.post(reverse(URL), filled(desk, leader_name=f"Guest {n}")) for n in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [422]


def test_the_card_opens_with_its_code_only_and_leads_to_the_programme(client: Client, desk: Desk) -> None:
    row, _new = services.request_visit(
        desk=desk, at=timezone.now(), organisation_name="canary-body", leader_name="A B", size=3, contact_phone="1",
        starts_on=timezone.localdate(), ends_on=timezone.localdate(),
    )  # fmt: skip
    url = reverse("web:visit-card")

    wrong = client.post(url, {"number": row.card_number, "code": "AAAAAA"})
    assert wrong.status_code == 422 and "canary-body" not in wrong.content.decode()
    right = client.post(url, {"number": row.card_number, "code": services.code_of(row)})
    assert "The desk has your request" in right.content.decode()
    officer = officer_of(desk)
    delegation = services.triage_visit(
        row, verdict="accept", by=officer, at=timezone.now(), criteria={key: {"judgement": "yes"} for key in KEYS}
    )
    assert delegation is not None
    version = delegation.programmes.create(number=1)
    services.send_programme(version, by=officer, at=timezone.now())
    assert "/g/" in client.post(url, {"number": row.card_number, "code": services.code_of(row)}).content.decode()


def test_a_form_of_another_desk_goes_to_that_desk(client: Client, desk: Desk) -> None:
    VisitRequestFactory()
    client.post(reverse(URL), filled(desk))

    assert VisitRequest.objects.filter(desk=desk).count() == 1
