"""Files that nobody should have to be careful with: refused at their field, in a sentence, with nothing half kept."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from greendesk.agreements.models import Document
from greendesk.catalogue.models import Company
from greendesk.desks.models import ListImport, StoredFile
from greendesk.directory.models import Organisation
from tests.factories import AgreementFactory
from tests.factories.followups import ProjectFactory
from tests.factories.visits import DelegationFactory

MB = 1024 * 1024


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def book(*rows) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def bring(client, content: bytes, name: str = "list.xlsx", **typed):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("web:lists"), {"file": file, "language": "sv", "kind": "", **typed})


def entered(client, page, kind: str):
    """Look at the columns, try it out, enter it; the page that says what came of it."""
    client.post(page.url, {"kind-0": kind})
    client.post(reverse("web:list-enter", args=[ListImport.objects.latest("pk").pk]), {"kind-0": kind})
    from greendesk.kit import jobs

    jobs.run_waiting()
    return client.get(page.url).content.decode()


HARMFUL = {
    "a bomb": zipped(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 220 * MB}),
    "macros": zipped(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
    "entities": zipped(**{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
    "not a workbook": b"PK\x03\x04broken",
    "10,000 columns": book(["a"] * 10_000, ["b"] * 10_000),
    "bytes that are no text": b"\x00\x01\x02\x03\x04\x05\x07" * 40,
    "nothing": b"\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("what", HARMFUL)
def test_a_harmful_list_is_refused_at_its_field_and_nothing_is_kept(officer_client, what):
    page = bring(officer_client, HARMFUL[what], "list.xlsm" if what == "macros" else "list.xlsx")
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["file"]
    assert page.context["form"].errors["file"][0].endswith(".")
    assert not ListImport.objects.exists()
    assert not StoredFile.objects.exists()


def test_every_place_that_takes_a_file_refuses_one_that_is_too_large(officer_client, desk, settings):
    settings.UPLOAD_MAX_BYTES = MB
    large = {"name": "large.bin", "content": b"x" * (2 * MB)}
    agreement, project, guests = AgreementFactory(desk=desk), ProjectFactory(desk=desk), DelegationFactory(desk=desk)
    places = [
        ("list", reverse("web:lists"), "file", {"language": "sv"}),
        ("document", reverse("web:agreement-document", args=[agreement.pk]), "file", {"language": "typed"}),
        ("report", reverse("web:project-report", args=[project.pk]), "file", {"name": "typed"}),
        ("guests", reverse("web:delegation-members", args=[guests.pk]), "upload", {"pasted": "typed"}),
    ]
    for what, address, field, typed in places:
        page = officer_client.post(address, {field: SimpleUploadedFile(**large), **typed})
        text = page.content.decode()
        assert page.status_code in (200, 422), what
        assert "MB" in text, what
        assert "typed" in text or what == "list", what
    assert not StoredFile.objects.exists()


def test_a_visitors_list_of_guests_is_refused_by_its_size_and_the_form_stays(client, desk):
    file = SimpleUploadedFile("guests.csv", b"a;b\n" * 200_000)
    page = client.post(
        reverse("web:visit-form"), {"members_file": file, "organisation_name": "保定市水务局", "desk": desk.key}
    )
    assert page.status_code == 422
    assert "members_file" in page.context["form"].errors
    assert "保定市水务局" in page.content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd", "å" * 300 + ".pdf", "<b>x</b>.pdf", "保定.pdf", 'a"\r\nX: y.pdf'])
def test_whatever_a_file_is_called_it_comes_back_as_a_download(officer_client, desk, name):
    agreement = AgreementFactory(desk=desk)
    page = officer_client.post(
        reverse("web:agreement-document", args=[agreement.pk]),
        {"file": SimpleUploadedFile(name, b"<script>"), "language": "en"},
    )
    assert page.status_code == 302
    document = Document.objects.get()
    assert "<b>x</b>" not in officer_client.get(reverse("web:agreement", args=[agreement.pk])).content.decode()
    given = officer_client.get(reverse("web:document", args=[document.pk]))
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Content-Type"] == "application/octet-stream"
    assert "X" not in given.headers


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_list_in_any_encoding_gives_the_same_names(officer_client, encoding):
    text = "单位名称;地点\n保定市水务局有限责任公司河北省;\n北京环境保护科学研究院中国;\n"
    page = bring(officer_client, text.encode(encoding), "list.csv", kind="organisations")
    assert page.status_code == 302
    entered(officer_client, page, "organisations")
    assert Organisation.objects.filter(name="北京环境保护科学研究院中国").exists()


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+cmd", "@SUM(A1)", "-2+3+cmd", "<script>alert(1)</script>"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_looks_like_a_formula_comes_in_as_text_and_goes_out_harmless(officer_client, text, form):
    page = bring(officer_client, f"Företag;Hemsida\n{text};\n".encode(), "list.csv", kind="companies")
    said = entered(officer_client, page, "companies")
    assert "<script>alert" not in said
    assert str(Company.objects.get()) == text
    out = officer_client.get(reverse("web:list-export"), {"kind": "companies", "form": form}).content
    if form == "csv":
        assert not any(
            cell.strip('"').startswith(("=", "+1", "@", "-2")) for cell in out.decode("utf-8-sig").split(";")
        )
    elif form == "xlsx":
        with zipfile.ZipFile(BytesIO(out)) as archive:
            assert all(b"<f>" not in archive.read(name) for name in archive.namelist())
    assert "<script>alert" not in officer_client.get(reverse("web:companies")).content.decode()


def test_one_faulty_row_leaves_nothing_of_the_others(officer_client):
    page = bring(officer_client, b"Avtal;Ort;Undertecknat\nTwin;Nowhere;2011\nOther;;2012-02-31\n", "list.csv")
    said = entered(officer_client, page, "agreements")
    assert "Nowhere" in said
    assert "2012-02-31" in said
    assert not Company.objects.exists()
    from greendesk.agreements.models import Agreement

    assert not Agreement.objects.exists()
