"""The desk's pages about visits: the happy path, a refusal, a stranger for each, and what lists cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from greendesk.desks.models import Level
from greendesk.kit.texts import Texts
from greendesk.visits import services
from greendesk.visits.criteria import KEYS
from greendesk.visits.models import Delegation, Stop, VisitRequest
from greendesk.visits.services import programmes
from tests.conftest import DeskClient
from tests.factories import PersonFactory
from tests.factories.visits import SPOTS, VisitRequestFactory, guests, ladder, town


@pytest.fixture
def coming(officer_client: DeskClient) -> Delegation:
    """A delegation next month, its programme drafted."""
    desk, officer = officer_client.desk, officer_client.account
    town(desk, opening={str(day): [[480, 1080]] for day in range(7)})
    first = timezone.localdate() + timedelta(days=30)
    delegation = guests(desk, starts_on=first, ends_on=first)
    programmes.work_out({delegation.pk: 1}, by=officer, today=timezone.localdate(), now=timezone.now(), moves=50)
    return delegation


def page(client: DeskClient, name: str, *args: int, **asked: str) -> str:
    answer = client.get(reverse(f"web:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pipeline_shows_requests_and_delegations(officer_client: DeskClient, coming: Delegation) -> None:
    VisitRequestFactory(desk=officer_client.desk, organisation_name="Tallinn")
    html = page(officer_client, "visits")

    assert "Tallinn" in html
    assert reverse("web:delegation", args=[coming.pk]) in html
    assert "0 of 5 hosts" in html


def test_another_desk_sees_that_they_come_and_nothing_else(stranger_client: DeskClient, coming: Delegation) -> None:
    Delegation.objects.update(sharing=Level.EXISTENCE)
    Delegation.objects.filter(pk=coming.pk).update(name=Texts.of("en", "canary-name"), hotel="canary-hotel")
    listed = page(stranger_client, "visits", whose="all")
    cut = page(stranger_client, "delegation", coming.pk)

    assert "Baoding" in listed and "Baoding" in cut
    assert "canary" not in listed + cut
    assert stranger_client.get(reverse("web:delegation-live", args=[coming.pk])).status_code == 404
    assert stranger_client.get(reverse("web:visit-paper", args=[coming.pk, "briefing"])).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_one_and_four(
    officer_client: DeskClient, count: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    first = timezone.localdate() + timedelta(days=9)
    for _number in range(count):
        guests(officer_client.desk, starts_on=first, ends_on=first)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        page(officer_client, "visits")


def test_a_request_is_judged_and_accepted(officer_client: DeskClient) -> None:
    ladder()
    row = VisitRequestFactory(desk=officer_client.desk)
    url = reverse("web:visit-request", args=[row.pk])
    form = {f"{key}_judgement": "yes" for key in KEYS} | {"revision": row.revision, "verdict": "accept"}

    refused = officer_client.post(url, form | {"benefit_judgement": ""})
    assert refused.status_code == 422
    answer = officer_client.post(url, form)
    assert answer.url == reverse("web:delegation", args=[Delegation.objects.get().pk])  # type: ignore[attr-defined]
    assert VisitRequest.objects.get().state == "accepted"


def test_a_stranger_judges_nothing(stranger_client: DeskClient) -> None:
    row = VisitRequestFactory(leader_name="canary-leader")
    answer = stranger_client.get(reverse("web:visit-request", args=[row.pk]))

    assert "canary" not in answer.content.decode()
    stranger_client.post(reverse("web:visit-request", args=[row.pk]), {"verdict": "accept", "revision": 1})
    assert VisitRequest.objects.get().state == "received"


def test_the_delegation_page_draws_the_programme_and_says_what_is_left_out(
    officer_client: DeskClient, coming: Delegation
) -> None:
    html = page(officer_client, "delegation", coming.pk)

    assert html.count('class="stop"') == 6
    assert "min there (estimated over ground)" in html
    assert "It takes 8 people at a time and there are 12 guests" in html
    assert "<svg" in html and "km</text>" in html
    assert "Not judged" not in html


def test_drafting_from_the_page_leaves_a_job_and_shows_it(officer_client: DeskClient, settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}  # type: ignore[attr-defined]
    town(officer_client.desk)
    delegation = guests(officer_client.desk)
    answer = officer_client.post(reverse("web:programme-draft", args=[delegation.pk]), follow=True)

    assert "is being worked out" in answer.content.decode()
    assert 'id="job"' in answer.content.decode()


def test_a_programme_that_cannot_be_drafted_says_why(officer_client: DeskClient) -> None:
    delegation = guests(officer_client.desk, hotel_lat=None)
    answer = officer_client.post(reverse("web:programme-draft", args=[delegation.pk]), follow=True)

    assert "where the guests sleep" in answer.content.decode()


def test_stop_page_asks_moves_locks_and_refuses(officer_client: DeskClient, coming: Delegation) -> None:
    stop = Stop.objects.filter(site__isnull=False).first()
    assert stop is not None
    url = reverse("web:stop", args=[stop.pk])

    officer_client.post(url, {"verb": "lock"})
    officer_client.post(url, {"verb": "ask"})
    stop.refresh_from_db()
    assert (stop.is_locked, stop.state) == (True, "asked")
    refused = officer_client.post(url, {"verb": "move", "day": coming.starts_on.isoformat(), "at": "03:00"})  # type: ignore[union-attr]
    assert refused.status_code == 422
    assert "is not open" in refused.content.decode()
    officer_client.post(url, {"verb": "phone", "answer": "no", "note": "ill"})
    stop.refresh_from_db()
    assert stop.state == "declined"


def test_another_desk_has_no_stop_page(stranger_client: DeskClient, coming: Delegation) -> None:
    stop = Stop.objects.first()
    assert stop is not None
    assert stranger_client.get(reverse("web:stop", args=[stop.pk])).status_code == 404
    assert stranger_client.post(reverse("web:stop", args=[stop.pk]), {"verb": "remove"}).status_code == 404


def test_a_reception_is_put_in_and_sent(officer_client: DeskClient, coming: Delegation) -> None:
    assert coming.starts_on
    url = reverse("web:stop-new", args=[coming.pk])
    form = {
        "kind": "reception",
        "title": "Mayor",
        "day": coming.starts_on.isoformat(),
        "at": "17:17",
        "minutes": "30",
        "anyway": "on",
    }

    assert officer_client.post(url, form | {"at": "later"}).status_code == 422
    assert officer_client.post(url, form).status_code == 302
    officer_client.post(reverse("web:programme-send", args=[coming.pk]))
    programme = coming.programmes.get()
    assert programme.sent_at is not None
    assert programme.stops.filter(kind="reception").count() == 1


def test_a_delegation_by_hand_and_its_facts(officer_client: DeskClient, stranger_client: DeskClient) -> None:
    form = {
        "name": "Estonia", "language": "en", "time_zone": "Europe/Copenhagen", "starts_on": "2027-03-01", "ends_on": "2027-03-02",
        "day_from": "08:30", "day_until": "18:00", "walk_max_min": "60",
    }  # fmt: skip
    url = reverse("web:delegation-new")

    assert officer_client.post(url, form | {"ends_on": "2027-02-01"}).status_code == 422
    assert officer_client.post(url, form).status_code == 302
    row = Delegation.objects.get()
    assert (str(row.name), row.desk) == ("Estonia", officer_client.desk)
    edit = reverse("web:delegation-edit", args=[row.pk])
    assert stranger_client.post(edit, form).status_code == 404
    changed = officer_client.post(edit, form | {"hotel": "Harbour", "revision": str(row.revision)})
    assert changed.status_code == 302
    kept = officer_client.post(edit, form | {"hotel": "canary-kept", "revision": str(row.revision)})
    assert kept.status_code == 422 and "canary-kept" in kept.content.decode()


def test_members_gifts_and_report_from_the_page(officer_client: DeskClient, coming: Delegation) -> None:
    officer_client.post(reverse("web:delegation-members", args=[coming.pk]), {"pasted": "姓名\t职务\n李俊峰\t市长"})
    bad = officer_client.post(reverse("web:delegation-members", args=[coming.pk]), {"pasted": "姓名\t职务\n\t市长"})
    assert (coming.members.count(), bad.status_code) == (1, 422)
    assert (
        officer_client.post(
            reverse("web:delegation-gift", args=[coming.pk]), {"what": "Vase", "value_eur": "900"}
        ).status_code
        == 422
    )
    assert (
        officer_client.post(
            reverse("web:delegation-gift", args=[coming.pk]), {"what": "Vase", "value_eur": "9"}
        ).status_code
        == 302
    )
    today = timezone.localdate()
    Delegation.objects.filter(pk=coming.pk).update(starts_on=today, ends_on=today)
    officer_client.post(reverse("web:delegation-report", args=[coming.pk]), {"interest": "heat pumps"})
    html = page(officer_client, "delegation", coming.pk)
    assert "heat pumps" in html and "Vase" in html and "李俊峰" in html


def test_the_live_day_shows_ways_to_go_on(
    officer_client: DeskClient, coming: Delegation, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from greendesk.kit import jobs
    from greendesk.visits.services import repairs

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}  # type: ignore[attr-defined]
    monkeypatch.setattr(repairs, "SECONDS", 0.9)
    url = reverse("web:delegation-live", args=[coming.pk])
    stop = Stop.objects.filter(site__isnull=False).first()
    assert stop is not None

    assert officer_client.post(url, {"kind": "late"}).status_code == 422
    assert officer_client.post(url, {"kind": "host_cancels", "stop": stop.pk}).status_code == 302
    jobs.run_waiting()
    html = officer_client.get(url).content.decode()
    assert "Repair this day only" in html
    repair = coming.programmes.first().repairs.get()  # type: ignore[union-attr]
    officer_client.post(reverse("web:repair-choose", args=[repair.pk]), {"answer": "one day"})
    assert stop.site not in [one.site for one in coming.programmes.first().stops.standing()]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name",
    [
        "programme",
        "pocket",
        "briefing",
        "doors",
        "seats",
        "name-cards",
        "table-signs",
        "safety",
        "invitation",
        "thanks",
    ],
)
def test_every_paper_prints(officer_client: DeskClient, coming: Delegation, name: str) -> None:
    import io

    from pypdf import PdfReader

    ladder()
    services.add_members(coming, pasted="姓名\t职务\n李俊峰\t副市长\n王建国\t局长", by=officer_client.account)
    coming.refresh_from_db()
    coming.home_side.add(PersonFactory(desk=officer_client.desk, family="Lauritsen"))
    answer = officer_client.get(reverse("web:visit-paper", args=[coming.pk, name]))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages)

    assert answer["Content-Type"] == "application/pdf"
    expected = {"programme": "示范点", "pocket": "示范点", "safety": "示范点", "thanks": officer_client.desk.name}
    assert expected.get(name, "李俊峰") in text


def test_the_change_slip_names_the_old_and_the_new_time(officer_client: DeskClient, coming: Delegation) -> None:
    import io

    from pypdf import PdfReader

    by, now = officer_client.account, timezone.now()
    services.send_programme(coming.programmes.get(), by=by, at=now)
    stop = Stop.objects.filter(site__isnull=False).first()
    assert stop is not None
    moved = services.move_stop(
        stop, starts_at=stop.starts_at + timedelta(minutes=7), by=by, today=timezone.localdate(), now=now, anyway=True
    ).stop
    answer = officer_client.get(reverse("web:visit-paper", args=[coming.pk, "changes"]))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages)

    zone = ZoneInfo(coming.time_zone)
    assert f"{stop.starts_at.astimezone(zone):%H:%M}" in text and f"{moved.starts_at.astimezone(zone):%H:%M}" in text
    others = [name for name in SPOTS if name != str(stop.site)]
    assert str(stop.site) in text and not any(name in text for name in others)


def test_programme_as_docx_and_picture(officer_client: DeskClient, coming: Delegation) -> None:
    import io

    from docx import Document

    url = reverse("web:visit-paper", args=[coming.pk, "programme"])
    document = Document(io.BytesIO(officer_client.get(url, {"as": "docx", "langs": "zh-hans,en"}).content))
    words = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Heat plant" in words and "示范点0" in words
    assert officer_client.get(url, {"as": "png"}).content.startswith(b"\x89PNG")
    assert officer_client.get(reverse("web:visit-paper", args=[coming.pk, "nothing"])).status_code == 404


def test_a_character_that_cannot_be_printed_stops_the_paper_with_a_sentence(
    officer_client: DeskClient, coming: Delegation
) -> None:
    Delegation.objects.filter(pk=coming.pk).update(hotel="Hotel \U0001f3e8")
    answer = officer_client.get(reverse("web:visit-paper", args=[coming.pk, "programme"]))

    assert answer.status_code == 422
    assert "U+1F3E8" in answer.content.decode()


@pytest.mark.parametrize("form", ["members_form", "gift_form", "spent_form"])
def test_a_small_form_of_a_delegation_is_shown_when_it_is_asked_for(
    officer_client: DeskClient, coming: Delegation, form: str
) -> None:
    closed, opened = (
        officer_client.get(reverse("web:delegation", args=[coming.pk]), asked) for asked in ({}, {"open": form})
    )

    assert f"?open={form}#open" in closed.content.decode()
    assert '<details id="open" open>' in opened.content.decode()
    assert f"?open={form}#open" not in opened.content.decode()
