"""What people carry on paper and in their calendars."""

from __future__ import annotations

import io

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from greendesk.kit import papers
from greendesk.kit.texts import Texts
from greendesk.meetings import feeds, services, sheets
from tests.factories import PersonFactory
from tests.factories.meetings import NOW, ResourceFactory, asked, meeting_day, party, published

pytestmark = pytest.mark.django_db
HERE = "http://desk.example"


@pytest.fixture
def day(desk, officer):
    day = meeting_day(officer, desk)
    day.name = Texts.from_plain({"en": "Wuhan days", "zh-hans": "武汉对接会"})
    day.save()
    firm = party(
        day, officer, "Ångpanna AB", languages=["sv"], people=[PersonFactory(desk=desk, given="Åsa", family="Öberg")]
    )
    customer = party(
        day,
        officer,
        "Wuhan Water",
        host=True,
        languages=["zh"],
        people=[PersonFactory(desk=desk, given="", family="", han="单志强")],
    )
    customer.organisation.names = Texts.of("zh-hans", "武汉水务集团")
    customer.organisation.save()
    asked(firm, customer, officer)
    services.set_interpreters(day, interpreters=[ResourceFactory(desk=desk, name="李敏")], by=officer)
    return published(day, officer)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def firm_of(day):
    return day.attendances.get(organisation__name="Ångpanna AB")


@pytest.mark.parametrize("paper", ["timetable", "pocket"])
def test_a_partys_paper_holds_both_languages_and_names_the_zone(day, paper):
    data = sheets.timetable_sheet(firm_of(day), public_url=HERE)
    text = text_of(papers.render(f"meetings/{paper}", data))
    for wanted in ("Ångpanna AB", "Wuhan Water", "武汉水务集团", "武汉对接会", "李敏", "09:00–09:25", "Asia/Shanghai"):
        assert wanted in text, wanted
    assert "1 / 1" in text


def test_the_firms_paper_shows_the_name_and_the_home_time(day):
    data = sheets.timetable_sheet(firm_of(day), public_url=HERE)
    assert data["rows"][0]["home"] == "03:00"  # 9:00 in Wuhan is 3:00 in Copenhagen in September
    assert "单志强" in data["rows"][0]["people"][0]
    assert data["lang"] == ["sv", "zh-Hans"]


def test_the_wall_grid_holds_every_meeting(day):
    text = text_of(papers.render("meetings/wall_grid", sheets.wall_sheet(day, public_url=HERE)))
    assert "Ångpanna AB" in text
    assert "武汉水务集团" in text


def test_a_name_that_cannot_be_printed_is_named(day):
    firm = firm_of(day)
    firm.organisation.name = "Firm 🌱"
    with pytest.raises(papers.MissingGlyph) as refusal:
        papers.render("meetings/timetable", sheets.timetable_sheet(firm, public_url=HERE))
    assert "🌱" in str(refusal.value)


def entries(attendance):
    content = feeds.feed_of(attendance, lang="en", host="desk.example", at=NOW)
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_calendar_entry_has_its_zone_and_a_stable_name(day):
    content = feeds.feed_of(firm_of(day), lang="en", host="desk.example", at=NOW)
    (entry,) = entries(firm_of(day))
    meeting = day.meetings.get()
    assert b"BEGIN:VTIMEZONE" in content
    assert b"TZID:Asia/Shanghai" in content
    assert entry["uid"] == f"meeting-{meeting.pk}@desk.example"
    assert (entry["sequence"], entry["status"]) == (0, "CONFIRMED")
    assert entry["dtstart"].dt == meeting.starts_at
    assert "Wuhan Water" in entry["summary"]
    assert "Table 1" in entry["location"]


def test_a_moved_meeting_keeps_its_name_and_a_cancelled_one_says_so(day, officer):
    (before,) = entries(firm_of(day))
    meeting = day.meetings.get()
    services.move_meeting(meeting, slot=3, by=officer, at=NOW)
    (moved,) = entries(firm_of(day))
    assert moved["uid"] == before["uid"]
    assert (moved["sequence"], moved["dtstart"].dt.hour) == (1, 10)

    services.cancel_meeting(day.meetings.get(), by=officer)
    (gone,) = entries(firm_of(day))
    assert (gone["sequence"], gone["status"]) == (2, "CANCELLED")
