"""`greendesk demo run`: the chain of each programme, walked by public verbs, and the papers it leaves."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from greendesk.catalogue.models import ReferenceSite
from greendesk.desks.models import LogEntry
from greendesk.directory.models import Organisation
from greendesk.effects.models import EffectClaim
from greendesk.followups.models import Lead
from greendesk.kit import jobs
from greendesk.meetings.models import Meeting
from greendesk.visits.models import Delegation, Stop
from greendesk.web.demo import tasks
from greendesk.web.demo.loading import load_demonstration, loaded
from greendesk.web.demo.walking import PROGRAMMES, Walk, overview, visit, walk_demonstration
from greendesk.web.demo.walking import references as references_at_home
from greendesk.web.demo.walking.walk import INDEX
from greendesk.web.thread import thread_of

HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, tmp_path_factory):
    """One walk, kept in the database for all tests here; the signals of its verbs are sent, as in a desk's day."""
    out = tmp_path_factory.mktemp("walk") / "out"
    with django_db_blocker.unblock():
        load_demonstration()
        result = walk_demonstration(out, at=timezone.now())
        try:
            yield out, result
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def out(walked, db) -> Path:
    return walked[0]


def words_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def bare(text: str) -> str:
    """Without blanks and line ends: a paper breaks lines where it must."""
    return re.sub(r"\s+", "", text)


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


def counts() -> dict[str, int]:
    models = [m for m in apps.get_models() if m._meta.label_lower.split(".")[0] != "django_tasks_db"]
    return {model._meta.label: model._base_manager.count() for model in models}


def visiting() -> Delegation:
    return Delegation.objects.get(request=loaded("visit_requests")["baoding-heat-visit"])


def standing() -> list[Stop]:
    return list(
        visiting().programmes.get().stops.standing().select_related("site", "organisation").order_by("starts_at")
    )


def test_every_step_is_taken(walked):
    _out, result = walked
    assert [str(line) for line in result.missed] == []
    assert Counter(line.programme for line in result.lines) == {name: len(steps) for name, steps in PROGRAMMES}


def test_the_papers_are_there_and_listed(walked, out):
    _out, result = walked
    expected = {
        "S0/wall-grid.pdf", "S0/timetables/pahitt-buss.pdf", "S0/timetables/pahitt-buss.ics", "S1/effect-report.pdf",
        "S1/effect-report.xlsx", "S2/register.xlsx", "S2/chances.xlsx", "S2/relevant-and-interested.xlsx",
        "S3/panel-confidential.xlsx", "S3/experiences.xlsx", "S4/programme.pdf", "S4/programme.docx", "S4/programme.ics",
        "S4/programme.html", "S4/report.html", "S4/delegation-book.pdf", "S4/briefing-for-the-mayor.pdf", "S4/door-list.pdf", "S4/what-we-have-with-baoding.pdf",
    }  # fmt: skip
    written = {paper.path for paper in result.papers}
    assert expected <= written
    assert (out / INDEX).read_text(encoding="utf-8").splitlines() == sorted(written)
    assert all((out / name).stat().st_size > 100 for name in written)


def test_the_programme_says_the_chinese_of_its_sources(out):
    said = bare(words_of(out / "S4/programme.pdf"))
    titles = [stop.title.text("zh-hans") if stop.title else stop.site.name.text("zh-hans") for stop in standing()]
    assert len(titles) >= 8
    assert all(HAN.search(title) for title in titles), titles
    missing = [title for title in [*titles, str(visiting().name.text("zh-hans"))] if bare(title) not in said]
    assert missing == []
    people = [member.person.han for member in visiting().members.select_related("person")]
    assert len(people) == 10
    assert [han for han in people if han not in said] == []


def test_timetables_and_wall_grid_say_the_chinese_names_of_hosts(out):
    wall = bare(words_of(out / "S0/wall-grid.pdf"))
    day = loaded("meeting_days")["wuhan-day"]
    hosts = Organisation.objects.filter(attendances__requests_as_host__meeting__day=day).distinct()
    names = [host.names.text("zh-hans") for host in hosts]
    assert len(names) >= 6
    assert [name for name in names if bare(name) not in wall] == []
    assert "武汉虚构公交公司" in bare(words_of(out / "S0/timetables/pahitt-buss.pdf"))


def test_no_paper_draws_an_empty_box(out):
    """The glyph of a character that a font lacks is number 0, which pypdf reads as U+FFFD or as NUL."""
    papers = sorted(out.rglob("*.pdf"))
    assert len(papers) > 40
    broken = {path.name for path in papers if re.search("[\ufffd\x00]", words_of(path))}
    assert broken == set()


def test_a_calendar_file_holds_the_meetings_of_its_party(out):
    firm = loaded("companies")["pahitt-buss"].organisation
    calendar = Calendar.from_ical((out / "S0/timetables/pahitt-buss.ics").read_bytes())
    own = Meeting.objects.on_paper().filter(request__guest__organisation=firm)
    assert {event.decoded("dtstart") for event in calendar.walk("vevent")} == {meeting.starts_at for meeting in own}


def test_the_deal_walks_back_to_the_handshake(out):
    lead = Lead.objects.get(stop__programme__delegation=visiting())
    municipal = loaded("accounts")["municipal"]
    assert lead.stage == "signed"
    agreement = loaded("agreements")["sonderborg-baoding"]
    claim = EffectClaim.objects.get(lead=lead)
    for end in (lead, claim):
        knots = {(knot.record_kind, knot.pk) for knot in thread_of(end, municipal)}
        assert ("agreements.agreement", agreement.pk) in knots
        assert {"visits.stop", "visits.delegation", "visits.visitrequest"} <= {kind for kind, _pk in knots}
    assert agreement.events.filter(kind="signed").exists()
    real = loaded("claims")["danfoss-baoding"]
    assert real.grade == "announced" and real.lead_id == loaded("leads")["danfoss-baoding"].pk


def test_an_agreement_shows_everything_it_produced(out):
    accounts, agreements = loaded("accounts"), loaded("agreements")
    baoding = {knot.record_kind for knot in thread_of(agreements["sonderborg-baoding"], accounts["municipal"])}
    assert {
        "visits.visitrequest", "visits.delegation", "visits.stop", "followups.lead", "effects.effectclaim",
        "followups.exchange",
    } <= baoding  # fmt: skip
    hubei = {knot.record_kind for knot in thread_of(agreements["dalarna-hubei"], accounts["officer"])}
    assert {"missions.mission", "meetings.meetingday", "meetings.meeting", "followups.lead"} <= hubei


def test_leads_are_invented_firms_only(out):
    loaded_pks = {lead.pk for lead in loaded("leads").values()}
    made = Lead.objects.exclude(pk__in=loaded_pks)
    assert made.count() >= 6
    assert {lead.owner.is_invented and lead.is_invented for lead in made} == {True}


def test_held_meetings_have_invented_parties_only(out):
    for meeting in Meeting.objects.held().with_parties():
        request = meeting.request
        assert request.guest.organisation.is_invented and request.host.organisation.is_invented


def test_the_effect_report_gives_definition_and_both_sides(out):
    said = words_of(out / "S1/effect-report.pdf")
    book = load_workbook(out / "S1/effect-report.xlsx")
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    for text in ("The source does not say which firms or goods are counted.", "receiving guests", "travelling abroad"):
        assert bare(text) in bare(said)
        assert any(text in cell for cell in cells), text


def test_the_authoritys_list_holds_who_is_relevant_and_interested(out):
    _head, *rows = rows_of(out / "S2/relevant-and-interested.xlsx", "firms")
    assert len(rows) >= 5
    assert {row[4] for row in rows} <= {"relevant", "very relevant"}
    assert {row[7] for row in rows} <= {"interested now", "perhaps later"}
    names = {row[1] for row in rows}
    assert str(loaded("companies")["pahitt-trahus"]) not in names, "it says no"


def test_chances_come_from_more_than_one_agreement(out):
    book = load_workbook(out / "S2/chances.xlsx")
    rows = [row for sheet in book for row in list(sheet.iter_rows(values_only=True))[1:]]
    assert len({row[2] for row in rows}) >= 2
    assert all(row[7] for row in rows), "each with its reason"


def test_walking_again_changes_nothing_and_writes_the_same_papers(walked, out):
    _out, first = walked
    before = counts()
    names = [name for name in (paper.path for paper in first.papers) if name.endswith(".pdf")]
    text = {name: words_of(out / name) for name in names}
    again = walk_demonstration(out, at=timezone.now())
    assert again.missed == []
    after = counts()
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}
    assert [paper.path for paper in again.papers] == [paper.path for paper in first.papers]
    assert {name: words_of(out / name) for name in names} == text


def only(programme: Any, tmp_path: Path, *names: str) -> Walk:
    walk = Walk("again", tmp_path, timezone.now())
    for name, step in programme.STEPS:
        if name in names:
            walk.take(name, step)
    return walk


def test_a_renamed_site_is_renamed_on_the_paper(out, tmp_path):
    stop = next(stop for stop in standing() if stop.site and not stop.title)
    old = stop.site.name.text("zh-hans")
    renamed = ReferenceSite.objects.get(pk=stop.site_id)
    renamed.name.write("zh-hans", "改名后的参观点")
    renamed.save()
    only(visit, tmp_path, "papers")
    said = bare(words_of(tmp_path / "again/programme.pdf"))
    assert "改名后的参观点" in said and bare(old) in bare(words_of(out / "S4/programme.pdf"))


def test_a_reordered_delegation_is_reordered_on_the_paper(out, tmp_path):
    first, second = visiting().members.select_related("person").order_by("order")[:2]
    said = words_of(out / "S4/name-cards.pdf")
    assert said.index(first.person.han) < said.index(second.person.han)
    visit.services.move_member(second, up=True, by=loaded("accounts")["municipal"])
    only(visit, tmp_path, "papers")
    said = words_of(tmp_path / "again/name-cards.pdf")
    assert said.index(second.person.han) < said.index(first.person.han)


def test_a_changed_claim_makes_a_new_report_and_leaves_the_old(out, tmp_path):
    from greendesk.effects.models import EffectReport

    claim = EffectClaim.objects.get(amount=65_000_000)
    claim.title.write("en", "Deals told anew")
    claim.save()
    before = EffectReport.objects.count()
    only(references_at_home, tmp_path, "effect report")
    assert "Deals told anew" in words_of(tmp_path / "again/effect-report.pdf")
    assert EffectReport.objects.count() == before + 1


def test_a_deleted_record_is_a_sentence_not_a_crash(out, tmp_path):
    walk = only(overview, tmp_path, "register")
    walk._rows["accounts"] = {}
    walk.take("register", overview.export_register)
    assert [line.managed for line in walk.lines] == [True, False]
    assert "officer-clean of accounts.json is not in the database" in walk.lines[-1].says


def test_every_programme_left_its_verbs_in_the_logbook(out):
    """A line of the logbook is written by a verb and by nothing else."""
    said = set(LogEntry.objects.values_list("verb", flat=True))
    assert {
        "mission.call_opened", "mission.cohort_fixed", "meeting.requested", "meeting.request_accepted",
        "timetable.planned", "timetable.published", "meeting.recorded", "lead.opened", "lead.moved",
        "stop.added", "host.answered", "stop.feedback", "visit.reported", "effort.recorded", "indicator.defined",
        "indicator.observed", "report.written", "fit.judged", "panel.slot_booked", "panel.verdict_given",
        "experience.shared", "event.session_added", "visit.accepted", "delegation.edited", "programme.drafted",
        "stop.described", "host.asked", "programme.sent", "effect.claimed", "exchange.recorded",
    } <= said  # fmt: skip


def test_the_command_says_a_line_for_each_step(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = StringIO()
    call_command("demo", "run", stdout=said)
    lines = said.getvalue().splitlines()
    assert len(lines) == sum(len(steps) for _name, steps in PROGRAMMES) + 1
    assert lines[0].startswith("S0 agreement: ")
    assert (tmp_path / "out/S4/programme.pdf").is_file()


def test_papers_that_no_longer_belong_are_removed_and_others_stay(out):
    (out / "S4/old.pdf").write_bytes(b"old")
    (out / "mine.txt").write_text("mine")
    with (out / INDEX).open("a", encoding="utf-8") as index:
        index.write("S4/old.pdf\n../outside.txt\n")
    (out.parent / "outside.txt").write_text("not ours")
    walk_demonstration(out, at=timezone.now())
    assert not (out / "S4/old.pdf").exists()
    assert (out / "mine.txt").exists() and (out.parent / "outside.txt").exists()


def test_it_is_a_job_with_progress(out, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    told: list[tuple[int, int, str]] = []
    monkeypatch.setattr(jobs, "progress", lambda *step: told.append(step))
    job = tasks.enqueue_walk()
    assert jobs.state(job).is_finished and not jobs.state(job).failed_because
    total = sum(len(steps) for _name, steps in PROGRAMMES)
    assert told[-1] == (total, total, "")
    assert (tmp_path / "out/S4/programme.pdf").is_file()


def test_the_workbook_is_not_a_formula(out):
    content = BytesIO((out / "S2/register.xlsx").read_bytes())
    kinds = {cell.data_type for sheet in load_workbook(content) for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
