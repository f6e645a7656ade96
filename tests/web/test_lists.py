"""Import and export as pages: looked at, tried out, entered; and the first desk of an empty installation."""

from __future__ import annotations

from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Desk, ListImport, LogEntry
from greendesk.kit import jobs
from tests.conftest import client_of
from tests.factories import AgreementEventFactory, AgreementFactory, CompanyFactory, PlaceFactory, officer_of

pytestmark = pytest.mark.django_db
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
ROWS = "Företag\tHemsida\nA Vatten AB\ta.example\nB Vatten AB\tb.example\n"


@pytest.fixture(autouse=True)
def queue(settings):
    """Jobs wait for a worker, as outside the suite."""
    settings.TASKS = QUEUE


def enter(client, there, plan):
    client.post(f"{there}enter/", plan)
    return jobs.run_waiting()


def paste(client, text=ROWS, **more):
    return client.post(reverse("web:lists"), {"text": text, "language": "sv", "kind": "", **more})


def test_pasted_rows_are_looked_at_tried_out_and_entered(officer_client):
    there = paste(officer_client).url
    page = officer_client.get(there).content.decode()
    assert "Hemsida" in page
    assert 'value="website" selected' in page
    assert Company.objects.count() == 0

    officer_client.post(there, {"kind-0": "companies", "column-0-0": "name", "column-0-1": "website"})
    assert "A Vatten AB" in officer_client.get(there).content.decode()
    assert Company.objects.count() == 0

    enter(officer_client, there, {"kind-0": "companies", "column-0-0": "name", "column-0-1": "website"})
    assert Company.objects.count() == 2
    page = officer_client.get(there).content.decode()
    assert "Who else is there" in page
    assert officer_client.post(f"{there}enter/", {}).status_code == 409
    assert Company.objects.count() == 2


def test_a_column_may_be_left_out_and_a_sheet_called_something_else(officer_client):
    there = paste(officer_client).url
    enter(officer_client, there, {"kind-0": "companies", "column-0-0": "name", "column-0-1": ""})
    assert set(Company.objects.values_list("organisation__website", flat=True)) == {""}
    there = paste(officer_client).url
    officer_client.post(there, {"kind-0": "organisations"})
    assert ListImport.objects.latest("pk").plan["sheets"][0]["columns"] == {"1": "website"}


def test_a_refused_file_is_answered_at_its_field_and_what_was_pasted_stays(officer_client, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    big = SimpleUploadedFile("big.csv", b"a;b\n" + b"1;2\n" * 600_000)
    page = officer_client.post(reverse("web:lists"), {"file": big, "language": "sv", "kind": ""})
    assert page.status_code == 200
    assert "The file has 2 MB; at most 1 MB are taken." in page.content.decode()
    assert ListImport.objects.count() == 0
    page = paste(officer_client, "only a heading")
    assert "The list is empty" in page.content.decode()
    assert "only a heading" in page.content.decode()


def test_a_faulty_row_is_named_and_the_good_ones_may_go_in(officer_client):
    there = paste(officer_client, "Företag\tOrt\nA AB\tNowhere\nB AB\t\n").url
    plan = {"kind-0": "companies", "column-0-0": "name", "column-0-1": "place"}
    officer_client.post(there, plan)
    assert "No place is called “Nowhere”" in officer_client.get(there).content.decode()
    enter(officer_client, there, plan)
    assert Company.objects.count() == 0
    enter(officer_client, there, {**plan, "only_good": "1"})
    assert str(Company.objects.get()) == "B AB"


def test_html_in_a_list_is_shown_as_text(officer_client):
    there = paste(officer_client, "Företag\tHemsida\n<script>x</script>\ta.example\n").url
    officer_client.post(there, {"kind-0": "companies"})
    assert "<script>x" not in officer_client.get(there).content.decode()


def test_the_first_value_names_other_desks_and_quiet_agreements(officer_client, desk, stranger):
    hebei = PlaceFactory(kind="province", name_en="Hebei")
    AgreementFactory(desk=stranger.desk, place=hebei)
    mine = AgreementFactory(desk=desk, place=hebei)
    AgreementEventFactory(agreement=mine, when="2011-05-27")
    there = paste(officer_client).url
    enter(officer_client, there, {"kind-0": "companies", "column-0-0": "name"})
    page = officer_client.get(there).content.decode()
    assert "Elsewhere" in page
    assert "Hebei" in page
    assert str(mine) in page
    assert Agreement.objects.count() == 2


def test_an_upload_is_seen_by_nobody_else(officer_client, stranger_client, desk):
    there = paste(officer_client).url
    colleague = client_of(officer_of(desk), desk)
    for client in (stranger_client, colleague):
        assert client.get(there).status_code == 404
        assert client.post(f"{there}enter/", {}).status_code == 404


def test_those_who_only_look_bring_nothing_in(desk):
    client = client_of(officer_of(desk, "evaluator"), desk)
    assert paste(client).status_code == 403
    assert client.get(reverse("web:lists")).status_code == 200


def test_templates_and_lists_are_downloads(officer_client, desk):
    CompanyFactory(desk=desk)
    template = officer_client.get(reverse("web:list-template"))
    assert "companies" in load_workbook(BytesIO(template.content)).sheetnames
    for form, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        reply = officer_client.get(reverse("web:list-export"), {"kind": "companies", "form": form})
        assert reply.content.startswith(start)
        assert reply["Content-Disposition"].startswith("attachment")
    assert LogEntry.objects.filter(verb="lists.exported").count() == 3
    assert officer_client.get(reverse("web:list-export"), {"kind": "nonsense"}).status_code == 404


def test_everything_is_made_by_a_worker_and_given_to_who_asked(officer_client, stranger_client):
    officer_client.post(reverse("web:list-export-all"), {"form": "json"})
    assert "the work goes on" in officer_client.get(reverse("web:lists")).content.decode()
    jobs.run_waiting()
    (state,) = jobs.states_of(officer_client.account.pk)
    there = reverse("web:list-exported", args=[state.answer])
    assert there in officer_client.get(reverse("web:lists")).content.decode()
    assert officer_client.get(there).content.startswith(b"{")
    assert stranger_client.get(there).status_code == 404


def test_a_long_list_is_tried_out_by_a_worker_and_the_page_says_so(officer_client):
    there = paste(
        officer_client, "Företag\tHemsida\n" + "".join(f"Bolag {n} AB\tb{n}.example\n" for n in range(160))
    ).url
    officer_client.post(there, {"kind-0": "companies"})
    assert "the work goes on" in officer_client.get(there).content.decode()
    jobs.run_waiting()
    page = officer_client.get(there).content.decode()
    assert "<b>160</b>" in page
    assert Company.objects.count() == 0


FIRST = {
    "name": "Dalarna",
    "place": "",
    "language": "sv",
    "officer": "Karin",
    "email": "karin@example.org",
    "password": "a-long-one-4711",
}


def test_an_empty_installation_asks_for_its_first_desk_once():
    client = Client()
    assert client.get(reverse("web:sign-in")).url == reverse("web:start")
    assert client.get("/").url == reverse("web:start")
    page = client.post(reverse("web:start"), {**FIRST, "password": "short"})
    assert page.status_code == 200
    assert Account.objects.count() == 0
    assert 'value="karin@example.org"' in page.content.decode()
    assert client.post(reverse("web:start"), FIRST).url == reverse("web:lists")
    account = Account.objects.get()
    assert (account.desk.name, account.language, account.is_operator) == ("Dalarna", "sv", True)
    assert client.get(reverse("web:lists")).status_code == 200
    assert Client().get(reverse("web:start")).url == reverse("web:sign-in")
    Client().post(reverse("web:start"), {**FIRST, "email": "intruder@example.org"})
    assert Account.objects.count() == 1


def test_the_first_desk_may_be_opened_from_the_command_line(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("a-long-one-4711\n"))
    ask = ["first-desk", "--name", "Dalarna", "--email", "karin@example.org", "--password-stdin"]
    call_command(*ask, stdout=StringIO())
    assert Account.objects.get().check_password("a-long-one-4711")
    monkeypatch.setattr("sys.stdin", StringIO("a-long-one-4711\n"))
    with pytest.raises(CommandError, match="has desks already"):
        call_command(*ask, stdout=StringIO())
    assert Desk.objects.count() == 1
