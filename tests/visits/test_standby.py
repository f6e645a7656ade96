"""Hosts on standby, and how soon requests are answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from greendesk.catalogue import errors, services
from greendesk.catalogue.models import Standby
from greendesk.desks.models import Level, LogEntry, Role
from greendesk.kit.errors import NotYours
from greendesk.visits.answering import answer_times_of, summed_up
from greendesk.visits.models import VisitRequest
from greendesk.visits.standby import standby_for
from tests.factories import PersonFactory, SiteFactory, officer_of
from tests.factories.visits import DelegationFactory, VisitRequestFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 6, 10), date(2026, 6, 12)
AT = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def site(desk):
    return SiteFactory(desk=desk)


@pytest.fixture
def visit(desk):
    return DelegationFactory(desk=desk, starts_on=FIRST, ends_on=LAST)


def days(found):
    return [(one.first, one.last, one.is_throughout) for one in found]


def stands_by(site, officer, notice_days=2, **between):
    return services.stand_by(site, host=PersonFactory(desk=site.desk), notice_days=notice_days, by=officer, **between)


@pytest.mark.parametrize(
    ("on", "notice", "between", "seen"),
    [
        (date(2026, 6, 1), 2, {}, [(FIRST, LAST, True)]),
        (date(2026, 6, 9), 2, {}, [(date(2026, 6, 11), LAST, False)]),
        (date(2026, 6, 9), 4, {}, []),
        (date(2026, 6, 10), 0, {}, [(FIRST, LAST, True)]),
        (date(2026, 6, 1), 2, {"ends_on": FIRST}, [(FIRST, FIRST, False)]),
        (date(2026, 6, 1), 2, {"starts_on": LAST}, [(LAST, LAST, False)]),
        (date(2026, 6, 1), 2, {"ends_on": date(2026, 6, 9)}, []),
        (date(2026, 6, 1), 2, {"starts_on": date(2026, 6, 13)}, []),
        (date(2026, 6, 13), 0, {}, []),
    ],
)
def test_a_host_stands_by_from_the_notice_on(site, visit, officer, on, notice, between, seen):
    stands_by(site, officer, notice, **between)
    assert days(standby_for(visit, officer, on=on)) == seen


def test_the_shortest_notice_stands_first_and_who_was_erased_is_gone(site, visit, officer):
    slow, quick, gone = (stands_by(site, officer, notice) for notice in (5, 1, 0))
    type(gone.host).objects.filter(pk=gone.host_id).update(erased_at=AT)
    assert [one.row for one in standby_for(visit, officer, on=date(2026, 5, 1))] == [quick, slow]


def test_another_desks_hosts_stand_there_only_where_the_site_is_shared_in_full(visit, officer, stranger):
    theirs = SiteFactory(desk=stranger.desk, sharing=Level.SUMMARY)
    stands_by(theirs, stranger)
    assert standby_for(visit, officer, on=date(2026, 5, 1)) == []
    type(theirs).objects.update(sharing=Level.FULL)
    assert len(standby_for(visit, officer, on=date(2026, 5, 1))) == 1


def test_said_again_it_is_changed_and_both_are_logged(site, officer):
    row = stands_by(site, officer)
    services.stand_by(site, host=row.host, notice_days=5, by=officer)
    assert Standby.objects.get().notice_days == 5
    services.end_standby(row, by=officer)
    said = LogEntry.objects.of_record(site).filter(verb__contains="standby").values_list("verb", flat=True)
    assert sorted(said) == ["site.standby_agreed"] * 2 + ["site.standby_ended"]


def test_only_the_desk_says_so_and_only_of_people_it_knows(site, officer, stranger, desk):
    row = stands_by(site, officer)
    for by in (stranger, officer_of(desk, Role.PARTNER)):
        with pytest.raises(NotYours):
            services.stand_by(site, host=row.host, notice_days=1, by=by)
        with pytest.raises(NotYours):
            services.end_standby(row, by=by)
    with pytest.raises(errors.UnknownHost):
        services.stand_by(site, host=PersonFactory(desk=stranger.desk), notice_days=1, by=officer)
    with pytest.raises(errors.StandbyEndsBeforeItStarts):
        stands_by(site, officer, starts_on=LAST, ends_on=FIRST)


def test_the_page_of_a_site_puts_a_host_on_standby(site, desk, officer_client, stranger_client):
    address, host = reverse("web:site-standby", args=[site.pk]), PersonFactory(desk=desk)
    assert officer_client.get(address).status_code == 200
    refused = officer_client.post(
        address, {"host": host.pk, "notice_days": 1, "starts_on": "2026-06-02", "ends_on": "2026-06-01"}
    )
    assert refused.status_code == 422
    assert officer_client.post(address, {"host": host.pk, "notice_days": 1}).status_code == 302
    page = reverse("web:site", args=[site.pk])
    assert host.both in officer_client.get(page).content.decode()
    assert host.both not in stranger_client.get(page).content.decode()
    end = reverse("web:standby-end", args=[Standby.objects.get().pk])
    assert stranger_client.post(end).status_code == 404
    assert stranger_client.post(address, {"host": host.pk, "notice_days": 1}).status_code == 404
    officer_client.post(end)
    assert not Standby.objects.exists()


def test_a_quarter_has_its_median_and_its_share_in_time():
    received = datetime(2026, 4, 2, 8, tzinfo=UTC)
    waits = [timedelta(hours=hours) for hours in (10, 72, 100)]
    moments = [(received, received + wait) for wait in waits]
    moments += [(received, None), (AT - timedelta(hours=5), None), (datetime(2026, 1, 5, tzinfo=UTC), None)]
    second, first = summed_up(moments, at=AT)
    assert (second.year, second.quarter, second.received, second.answered) == (2026, 2, 5, 3)
    assert (second.due, second.in_time, second.median_hours, second.share) == (4, 2, 72.0, 0.5)
    assert (first.quarter, first.received, first.due, first.share, first.median_hours) == (1, 1, 1, 0.0, None)
    assert summed_up([], at=AT) == []


def test_what_may_still_wait_is_no_reason_for_a_rate():
    (only,) = summed_up([(AT - timedelta(hours=71), None)], at=AT)
    assert (only.received, only.due, only.share) == (1, 0, None)


def test_only_ones_own_requests_of_two_years_count(desk, officer):
    new, old, _theirs = VisitRequestFactory(desk=desk), VisitRequestFactory(desk=desk), VisitRequestFactory()
    VisitRequest.objects.update(received_at=AT - timedelta(days=1))
    VisitRequest.objects.filter(pk=old.pk).update(received_at=AT - timedelta(days=731))
    VisitRequest.objects.filter(pk=new.pk).update(first_answer_at=AT)
    assert [(row.received, row.median_hours) for row in answer_times_of(officer, at=AT)] == [(1, 24.0)]
