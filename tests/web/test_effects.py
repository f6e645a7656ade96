"""Effects pages: grades beside every number, charts beside their tables, evaluators read and ask."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from greendesk.desks.models import LogEntry, Role
from greendesk.effects.models import EffectClaim, EffectReport, Effort, Indicator
from greendesk.effects.services import observe
from greendesk.kit.texts import Texts
from tests.conftest import client_of
from tests.factories import AccountFactory, officer_of
from tests.factories.followups import ClaimFactory, EffortFactory, IndicatorFactory, LeadFactory


def body(answer) -> str:
    return answer.content.decode()


def test_charts_stand_beside_their_tables(officer_client, desk, officer):
    row = IndicatorFactory(desk=desk)
    observe(row, period="2015", value="71900", source="SCB", by=officer)
    observe(row, period="2019", value="151000", source="SCB", is_break=True, by=officer, vintage="revised")
    ClaimFactory(desk=desk, amount=Decimal(65), currency="SEK")
    page = body(officer_client.get(reverse("web:effects")))
    assert page.count("<svg") == 2
    for said in ("71,900", "151,000", "revised", "scope changed", "65 SEK", "announced", "95 % interval"):
        assert said in page
    assert "style=" not in page


def test_an_indicator_is_defined_and_observed_through_the_pages(officer_client):
    officer_client.post(
        reverse("web:indicator-new"),
        {"name": "Jobs", "definition": "Heads on 31 Dec", "unit": "people", "sharing": "20"},
    )
    row = Indicator.objects.get()
    address = reverse("web:indicator", args=[row.pk])
    refused = officer_client.post(address, {"period": "2015", "source": "SCB"})
    assert refused.status_code == 422
    officer_client.post(address, {"period": "2015", "value": "~15", "source": "SCB", "is_break": "on"})
    assert (str(row.observations.get().value), row.observations.get().is_break) == ("about 15", True)


def test_a_claim_grows_out_of_a_lead_and_is_graded_with_a_file(officer_client, desk):
    lead = LeadFactory(desk=desk)
    address = reverse("web:effect-new") + f"?lead={lead.pk}"
    officer_client.post(
        address, {"title": "Ten pumps", "kind": "sale", "amount": "65", "currency": "SEK", "source": "x"}
    )
    claim = EffectClaim.objects.get()
    assert (claim.lead, claim.company) == (lead, lead.owner)

    grade = reverse("web:effect-grade", args=[claim.pk])
    assert officer_client.post(grade, {"grade": "registry"}).status_code == 422
    officer_client.post(grade, {"grade": "registry", "file": SimpleUploadedFile("contract.pdf", b"%PDF-1.7")})
    claim.refresh_from_db()
    assert (claim.grade, claim.evidence_name) == ("registry", "contract.pdf")
    fetched = officer_client.get(reverse("web:effect-evidence", args=[claim.pk]))
    assert b"".join(fetched.streaming_content) == b"%PDF-1.7"
    assert str(lead) in body(officer_client.get(reverse("web:effect", args=[claim.pk])))


def test_an_evaluator_reads_asks_for_proof_and_edits_nothing(desk):
    claim = ClaimFactory(desk=desk)
    reader = client_of(officer_of(desk, Role.EVALUATOR), desk)
    page = reader.get(reverse("web:effect", args=[claim.pk]))
    assert "Ask for proof" in body(page)
    assert not page.context["may_edit"]
    assert reader.post(reverse("web:effect-proof", args=[claim.pk])).status_code == 302
    assert LogEntry.objects.filter(verb="effect.proof_asked", record=claim.pk).exists()
    for name in ("effect-grade", "effect-edit"):
        assert reader.post(reverse(f"web:{name}", args=[claim.pk]), {"grade": "registry"}).status_code == 404
    for name in ("effect-new", "indicator-new", "report-new"):
        assert reader.post(reverse(f"web:{name}"), {}).status_code == 403
    assert reader.post(reverse("web:effort"), {"activity": "inbound", "role": "x", "minutes": "5"}).status_code == 403


def test_a_stranger_sees_what_is_shared_and_no_amount(stranger_client, desk):
    hidden = ClaimFactory(desk=desk, title=Texts.of("en", "Secret deal"), sharing=0)
    told = ClaimFactory(
        desk=desk, title=Texts.of("en", "Told deal"), sharing=20, amount=Decimal(123456), currency="SEK"
    )
    page = body(stranger_client.get(reverse("web:effects")))
    assert "Told deal" in page
    assert "Secret deal" not in page
    for address in (reverse("web:effects"), reverse("web:effect", args=[told.pk])):
        assert "123" not in body(stranger_client.get(address)).split("<main")[1].replace(str(told.pk), "")
    assert stranger_client.get(reverse("web:effect", args=[hidden.pk])).status_code == 404
    assert stranger_client.post(reverse("web:effect-proof", args=[told.pk])).status_code == 404


def test_effort_is_entered_struck_and_put_back(officer_client, stranger_client, desk):
    address = reverse("web:effort")
    assert officer_client.post(address, {"activity": "inbound", "role": "host"}).status_code == 422
    officer_client.post(address, {"activity": "inbound", "role": "host", "minutes": "90", "currency": "EUR"})
    effort = Effort.objects.get()
    assert stranger_client.post(reverse("web:effort-strike", args=[effort.pk])).status_code == 404
    officer_client.post(reverse("web:effort-strike", args=[effort.pk]))
    assert not Effort.objects.exists()
    kept = officer_client.get(address).context["struck"][0]
    officer_client.post(reverse("web:effort-back", args=[kept.pk]))
    assert Effort.objects.get().minutes == 90


@pytest.mark.django_db(transaction=True)
def test_a_report_in_one_click_is_printed_by_the_worker(officer_client, stranger_client, desk):
    EffortFactory(desk=desk)
    officer_client.post(reverse("web:report-new"), {"name": "Quarter"})
    report = EffectReport.objects.get()
    assert report.pdf is not None
    fetched = officer_client.get(reverse("web:report-pdf", args=[report.pk]))
    assert b"".join(fetched.streaming_content).startswith(b"%PDF")
    assert stranger_client.get(reverse("web:report-xlsx", args=[report.pk])).status_code == 404


def test_effects_are_for_desks(desk):
    assert client_of(AccountFactory(), desk).get(reverse("web:effects")).status_code == 403


def test_effects_cost_the_same_for_one_and_for_many(officer_client, desk, officer, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for _number in range(count):
            ClaimFactory(desk=desk)
            EffortFactory(desk=desk)
            observe(IndicatorFactory(desk=desk), period="2015", value="5", source="x", by=officer)

    address = reverse("web:effects")
    fill(1)
    officer_client.get(address)
    with django_assert_max_num_queries(90) as first:
        officer_client.get(address)
    fill(4)
    with django_assert_max_num_queries(90) as second:
        officer_client.get(address)
    assert len(second) == len(first)
