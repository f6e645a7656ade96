"""S2: one overview across many agreements. What other tests of the rooms do not show already."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from greendesk.agreements import services as agreements
from greendesk.catalogue import services as catalogue
from greendesk.desks import housekeeping
from greendesk.desks.models import Level, Membership
from greendesk.desks.search import find
from greendesk.directory.models import ContactNote, NetworkMembership
from greendesk.directory.services import join_network, leave_network, note_contact
from greendesk.effects import services as effects
from greendesk.effects.models import EffectClaim
from greendesk.effects.queries import sums_by_grade
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts
from greendesk.matchmaking import services as matchmaking
from greendesk.matchmaking.models import Fit, Interest
from greendesk.outbox import services as outbox
from greendesk.projects import services as projects
from greendesk.visits.models import VisitRequest
from greendesk.web.activity import activity_of
from greendesk.web.alerts import alerts_in, entries_between
from greendesk.web.chances import chances_for
from greendesk.web.comparing import changes_of
from greendesk.web.presence import presence_of
from greendesk.web.thread import thread_of
from tests.factories import (
    AgreementEventFactory,
    AgreementFactory,
    ChallengeFactory,
    CompanyFactory,
    DeskFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    SiteFactory,
    ThemeFactory,
    officer_of,
)
from tests.factories.matchmaking import SuggestionFactory, representative_of
from tests.factories.visits import FIRST, LAST, DelegationFactory, VisitRequestFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)


def pdf_text(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def en(text):
    return Texts.of("en", text)


@pytest.fixture
def hebei(db):
    return PlaceFactory(code="130000", kind="province", name_en="Hebei", name_local="河北省")


@pytest.fixture
def baoding(hebei):
    return PlaceFactory(code="130600", name_en="Baoding", name_local="保定市", parent=hebei)


def test_agreements_of_every_owner_are_found_by_what_they_may_show(desk, officer, baoding):
    ours = AgreementFactory(desk=desk, place=baoding)
    theirs = AgreementFactory(place=baoding, sharing=Level.EXISTENCE, title=en("Secret"))
    (found,) = find("保定", officer, kinds=("agreements.agreement",))
    assert {row.pk for row in found.rows} == {ours.pk, theirs.pk}
    assert not find("Secret", officer, kinds=("agreements.agreement",))


def test_a_business_element_and_themes_are_marked_on_the_agreement(desk, officer):
    water = ThemeFactory(key="water")
    agreement = AgreementFactory(desk=desk)
    agreements.change_agreement(agreement, by=officer, revision=1, has_business=True, themes=[water])
    agreement.refresh_from_db()
    assert (agreement.has_business, list(agreement.themes.all())) == (True, [water])


def test_one_firms_chances_come_from_all_agreements_the_best_first(desk):
    firm = CompanyFactory(desk=desk)
    first, second = AgreementFactory(desk=desk), AgreementFactory(desk=desk)
    for agreement, score in ((first, 0.5), (second, 0.9)):
        need = ChallengeFactory(desk=desk)
        need.agreements.add(agreement)
        SuggestionFactory(desk=desk, company=firm, challenge=need, score=score)
    assert [chance.score for chance in chances_for([firm])] == [90, 50]


def test_authorities_see_which_firms_master_a_technology(officer, officer_client, desk):
    soil, water = ThemeFactory(key="soil"), ThemeFactory(key="water")
    for name, theme in (("Jord A/S", soil), ("Vand A/S", water)):
        catalogue.register_company(desk=desk, by=officer, name=name, themes=[theme])
    page = officer_client.get(reverse("web:companies"), {"theme": "soil"}).content.decode()
    assert "Jord A/S" in page
    assert "Vand A/S" not in page


def test_relevant_is_the_desks_word_and_interested_the_firms(desk, officer):
    firm, theme = CompanyFactory(desk=desk), ThemeFactory()
    matchmaking.judge_fit(firm, theme=theme, score=3, by=officer, desk=desk, on=ON, reason="two plants running")
    matchmaking.declare_interest(
        firm, answer="no", on=ON, by=representative_of(firm.organisation), partner_type="design institute"
    )
    fit, interest = Fit.objects.get(), Interest.objects.get()
    assert (fit.score, fit.by, fit.judged_on) == (3, officer, ON)
    assert (interest.answer, interest.stated_on, interest.partner_type) == ("no", ON, "design institute")


def test_what_passed_between_people_is_remembered_for_whoever_follows(desk, officer):
    bureau = OrganisationFactory(desk=desk)
    person = PersonFactory(desk=desk, organisation=bureau)
    note_contact(bureau, on="2026-03-01", text="Dinner; asked about heat pumps", by=officer, person=person)
    successor = officer_of(desk)
    note = ContactNote.objects.visible_to(successor).get()
    assert (note.person, note.by, note.text) == (person, officer, "Dinner; asked about heat pumps")


def test_silence_shows_and_a_visit_ends_it(desk, officer):
    quiet, alive = AgreementFactory(desk=desk), AgreementFactory(desk=desk)
    for agreement in (quiet, alive):
        AgreementEventFactory(agreement=agreement, when="2019-05-01")
    DelegationFactory(desk=desk).agreements.add(alive)
    signs = activity_of([quiet, alive], officer, LAST + timedelta(days=1))
    assert [signs[row.pk].is_dormant(LAST + timedelta(days=1), 12) for row in (quiet, alive)] == [True, False]
    assert signs[alive.pk].counts["delegations"] == 1


def test_a_desks_own_wording_is_ready_when_time_is_short(desk, officer):
    outbox.adopt_wording(
        desk=desk, letter="pulse", language="en", subject="Dear {to}", body="In {months} months: {lead} {link}",
        by=officer,
    )  # fmt: skip
    message = outbox.draft_letter(
        desk=desk, letter="pulse", facts={"lead": "Boilers", "months": "3"}, to_name="Ms Li", language="en", by=officer
    )
    assert (message.subject, message.body) == ("Dear Ms Li", "In 3 months: Boilers {link}")


def test_hosts_on_standby_and_the_time_to_the_first_answer_stand_on_the_pages_of_visits(desk, officer, officer_client):
    now = timezone.now()
    soon = timezone.localdate() + timedelta(days=3)
    host = PersonFactory(desk=desk)
    ready, slow = SiteFactory(desk=desk), SiteFactory(desk=desk)
    catalogue.stand_by(ready, host=host, notice_days=2, by=officer)
    catalogue.stand_by(slow, host=host, notice_days=9, by=officer)
    guests = DelegationFactory(desk=desk, starts_on=soon, ends_on=soon)
    page = officer_client.get(reverse("web:delegation", args=[guests.pk]))
    assert [(one.row.site, one.row.host, one.first) for one in page.context["standby"]] == [(ready, host, soon)]
    assert host.both in page.content.decode()
    for hours in (10, 20, 100):
        VisitRequestFactory(desk=desk, state="accepted", first_answer_at=now - timedelta(hours=200 - hours))
    VisitRequest.objects.update(received_at=now - timedelta(hours=200))
    (line,) = officer_client.get(reverse("web:visits")).context["answer_times"]
    assert (line.received, line.median_hours, line.in_time) == (3, 20.0, 2)


def test_an_agreement_has_a_plan_with_owners_and_days(desk, officer):
    agreement = AgreementFactory(desk=desk)
    agreements.plan_action(agreement, text=en("Invite the water bureau"), owner="Karin", due_on=ON, by=officer)
    action = agreement.actions.get()
    assert (str(action), action.owner, action.due_on, action.done_on) == ("Invite the water bureau", "Karin", ON, None)


def test_before_and_after_stand_in_one_series_with_its_target(desk, officer):
    indicator = effects.define_indicator(
        desk=desk, name=en("Meetings held"), definition=en("Held, not planned"), unit="meetings", by=officer,
        is_own_effect=True, target="40",
    )  # fmt: skip
    for period, value in (("2015", "4"), ("2019", "31")):
        effects.observe(indicator, period=period, value=value, source="Logbook", by=officer)
    seen = [(o.period.written(), o.value.written()) for o in indicator.observations.all()]
    assert (indicator.is_own_effect, seen) == (True, [("2015", "4"), ("2019", "31")])


def test_one_calendar_holds_what_every_desk_plans_and_lets_be_seen(desk, officer, baoding):
    ours = DelegationFactory(desk=desk, place=baoding)
    theirs = DelegationFactory(place=baoding, sharing=Level.EXISTENCE, name=en("Secret"))
    DelegationFactory(place=baoding, sharing=Level.PRIVATE)
    entries = entries_between(officer, FIRST, LAST)
    assert {(entry.desk, entry.is_ours) for entry in entries} == {(desk.name, True), (theirs.desk.name, False)}
    assert "Secret" not in str(entries) and str(ours.place) in str(entries)


@pytest.mark.parametrize(
    ("language", "title", "province", "theme"),
    [
        ("en", "Our work with China", "Hebei", "soil"), ("sv", "Kina", "Hebei", "soil"), ("da", "Kina", "Hebei", "soil"),
        ("nl", "China", "Hebei", "soil"), ("zh-hans", "中国", "河北省", "主题"),
    ],
)  # fmt: skip
def test_one_paper_presents_what_every_desk_lets_be_seen_by_province_and_theme(
    desk, officer, officer_client, stranger_client, baoding, language, title, province, theme
):
    desk.email = "desk@example.org"
    desk.save()
    soil, day = ThemeFactory(key="soil"), date.today() + timedelta(days=30)
    AgreementFactory(desk=desk, place=baoding, title=en("Open words"), sharing=Level.SUMMARY).themes.add(soil)
    for sharing, name in ((Level.EXISTENCE, "Hushed"), (Level.PRIVATE, "Hidden")):
        AgreementFactory(desk=desk, place=baoding, title=en(name), sharing=sharing)
        place = baoding if sharing else PlaceFactory(code="510100", name_en="Chengdu", kind="province")
        DelegationFactory(
            desk=DeskFactory(name=f"Desk {name}"),
            place=place,
            starts_on=day,
            ends_on=day,
            sharing=sharing,
            name=en(name),
        )
    address = reverse("web:board-paper", args=["CN", language])
    text, theirs = (pdf_text(client.get(address).content) for client in (officer_client, stranger_client))
    assert all(part in text for part in (title, province, theme, "Open words", "Desk Hushed", "desk@example.org"))
    assert not any(part in text.replace("Desk Hushed", "") for part in ("Hushed", "Hidden", "Chengdu"))
    assert text == theirs
    assert address in officer_client.get(reverse("web:board")).content.decode()


def test_desks_in_one_province_in_one_week_are_told_of_each_other(desk, officer, hebei, baoding):
    other = DeskFactory(name="Leuven")
    chengde = PlaceFactory(code="130800", name_en="Chengde", parent=hebei)
    DelegationFactory(desk=desk, place=baoding)
    DelegationFactory(desk=other, place=chengde, sharing=Level.EXISTENCE)
    DelegationFactory(desk=other, place=PlaceFactory(code="510100", kind="province"), sharing=Level.EXISTENCE)
    (alert,) = alerts_in(entries_between(officer, FIRST, LAST))
    assert (alert.province, alert.desks, alert.concerns_us) == (hebei, sorted([desk.name, "Leuven"]), True)


def test_a_problem_owner_is_asked_back_and_answers(desk, officer):
    need = ChallengeFactory(desk=desk, state="sent", owner=OrganisationFactory(desk=desk))
    at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    matchmaking.ask_back(need, text=en("How many tonnes a day?"), by=officer, at=at)
    need.refresh_from_db()
    assert (need.state, need.first_answer_at) == ("clarify", at)
    owner = representative_of(need.owner, "owner")
    matchmaking.answer_in_dialogue(need, text=Texts.of("zh-hans", "每天一百吨"), by=owner)
    assert [str(entry.text) for entry in need.dialogue.order_by("pk")] == ["How many tonnes a day?", "每天一百吨"]


def test_an_agreement_leads_to_the_needs_that_make_it_concrete(desk, officer):
    agreement = AgreementFactory(desk=desk)
    need = ChallengeFactory(desk=desk)
    need.agreements.add(agreement)
    unrelated = ChallengeFactory(desk=desk)
    needs = [knot.pk for knot in thread_of(agreement, officer) if knot.record_kind == "matchmaking.challenge"]
    assert needs == [need.pk] != [unrelated.pk]


def test_what_an_agreement_brought_is_summed_by_evidence_and_currency(desk, officer):
    agreement = AgreementFactory(desk=desk)
    for amount, currency in ((Decimal(100), "EUR"), (Decimal(50), "EUR"), (Decimal(7), "DKK"), (None, "")):
        effects.claim_effect(
            desk=desk, title=en("Order"), kind="sale", on=ON, by=officer, agreements=[agreement], amount=amount,
            currency=currency, source="the company",
        )  # fmt: skip
    (row,) = sums_by_grade(EffectClaim.objects.filter(agreements=agreement))
    assert (row.grade, row.count, row.without_amount) == ("announced", 4, 1)
    assert row.amounts == {"DKK": Decimal(7), "EUR": Decimal(150)}


def test_a_member_authority_works_at_the_desk_and_stops(desk, officer):
    member = housekeeping.invite_member(desk, email="by@example.org", name="City", role="municipal", by=officer)
    agreement = AgreementFactory(desk=desk, sharing=Level.PRIVATE)
    assert type(agreement).objects.visible_to(member.account).contains(agreement)
    housekeeping.release_member(member, by=officer)
    assert not Membership.objects.filter(account=member.account).exists()


def test_a_core_member_of_a_cluster_has_its_rights_on_record_until_it_leaves(desk, officer, officer_client):
    cluster, town = (OrganisationFactory(desk=desk, name=name) for name in ("CLEAN", "Aarhus Kommune"))
    membership = join_network(
        cluster, member=town, by=officer, level=Texts.of("da", "kernemedlem"), begins=PartialDate.parse("2014"),
        entitles_to=Texts.of("da", "to delegationer om året"),
    )  # fmt: skip
    for row in (cluster, town):
        page = officer_client.get(reverse("web:organisation", args=[row.pk])).content.decode()
        assert "kernemedlem" in page and ("Aarhus Kommune" if row is cluster else "to delegationer om året") in page
    leave_network(membership, ends=PartialDate.parse("2020-03"), by=officer)
    kept = NetworkMembership.objects.visible_to(officer).get()
    assert (kept.begins.written(), kept.ends.written()) == ("2014", "2020-03")
    assert not NetworkMembership.objects.current(date(2021, 1, 1)).exists()


def test_a_project_sheet_keeps_an_unnamed_currency_unnamed(desk, officer):
    project = projects.start_project(
        desk=desk, name=en("China desk"), by=officer, period="2016-03-31/2020-03-29", budget=Decimal("882000.00")
    )
    project.refresh_from_db()
    assert (project.period.written(), project.budget, project.currency) == (
        "2016-03-31/2020-03-29", Decimal("882000.00"), "",
    )  # fmt: skip


def test_how_often_each_desk_was_where_is_counted_year_by_year(desk, officer, officer_client, baoding, hebei):
    abroad = {"direction": "out", "place": baoding}
    for year, sharing in ((2025, Level.FULL), (2026, Level.FULL), (2027, Level.FULL), (2026, Level.PRIVATE)):
        day = date(year, 1, 10)
        by = desk if sharing else DeskFactory(name="Elsewhere")
        DelegationFactory(desk=by, starts_on=day, ends_on=day, sharing=sharing, **abroad)
    DelegationFactory(desk=desk, place=baoding, starts_on=ON, ends_on=ON)
    DelegationFactory(name=en("Secret"), sharing=Level.EXISTENCE, starts_on=ON, ends_on=ON, **abroad)
    seen = presence_of(officer, ON, [2025, 2026])
    assert [(row.place, row.counts, row.last, row.next) for row in seen if row.desk == desk.name] == [
        (hebei, (1, 1), date(2026, 1, 10), date(2027, 1, 10))
    ]
    assert [(row.counts, row.last) for row in seen if row.desk != desk.name] == [((0, 1), ON)]
    assert len(officer_client.get(reverse("web:board-years")).context["presence"]) == 2


def test_places_with_a_project_stand_beside_places_without_one(desk, officer, officer_client, hebei, baoding):
    twin = PlaceFactory(code="140000", kind="province", name_en="Shanxi")
    broken = PlaceFactory(code="150000", kind="province", name_en="Nei Mongol")
    project = projects.start_project(desk=desk, name=en("Clean air"), by=officer, period="2015/2019")
    project.agreements.add(AgreementFactory(desk=desk, place=baoding))
    hidden = projects.start_project(desk=DeskFactory(), name=en("Hidden"), place=twin, by=None, sharing=Level.PRIVATE)
    indicator = effects.define_indicator(
        desk=desk, name=en("Air"), definition=en("Mean of the year"), unit="µg", by=officer
    )
    for place, period, value, more in (
        (hebei, "2015", "80", {}), (hebei, "2019", "50", {}), (twin, "2015", "80", {}), (twin, "2019", "~70", {}),
        (broken, "2015", "9", {}), (broken, "2019", "5", {"is_break": True}),
    ):  # fmt: skip
        effects.observe(indicator, place=place, period=period, value=value, source="Office", by=officer, **more)
    rows = indicator.observations.select_related("place")
    seen = [(change.place, change.had_project, change.points) for change in changes_of(rows, officer)]
    assert (seen, hidden.place) == ([(hebei, True, Decimal(-30)), (twin, False, None)], twin)
    assert len(officer_client.get(reverse("web:indicator", args=[indicator.pk])).context["changes"]) == 2
