"""Slides of a pitch: what is kept, and who sees it."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from greendesk.desks.models import Level, LogEntry, Role
from greendesk.kit.errors import NotYours
from greendesk.kit.texts import Texts
from greendesk.missions import errors, services
from greendesk.missions.models import Slides
from greendesk.missions.services import slides as verbs
from greendesk.missions.slides import ODP, PDF, PPTX, kind_of
from tests.conftest import client_of
from tests.factories import officer_of
from tests.factories.matchmaking import representative_of
from tests.factories.missions import application_of, mission_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(desk, officer):
    return application_of(mission_of(desk, officer), officer)


@pytest.fixture
def slides(application, officer):
    return services.keep_slides(application, name="Boilers.pdf", content=b"%PDF-1.7", by=officer, language="sv")


def archive(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 ...", PDF),
        (archive(**{"ppt/presentation.xml": "<p/>"}), PPTX),
        (archive(mimetype=ODP), ODP),
        (archive(**{"ppt/presentation.xml": "<p/>", "ppt/vbaProject.bin": "x"}), ""),
        (archive(**{"mimetype": ODP, "Basic/Standard/script.xml": "x"}), ""),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), ""),
        (archive(**{"word/document.xml": "<w/>"}), ""),
        (b"PK\x03\x04 broken", ""),
        (b"<html><script>", ""),
        (b"MZ", ""),
        (b"", ""),
    ],
)
def test_the_content_says_what_it_is(content, kind):
    assert kind_of(content) == kind


def test_what_is_kept_is_logged_and_can_be_taken_away(slides, application, officer):
    assert (slides.file.media_type, slides.language) == (PDF, "sv")
    services.remove_slides(slides, by=officer)
    assert not application.slides.exists()
    log = LogEntry.objects.of_record(application.mission).filter(verb__contains="slides")
    assert sorted(log.values_list("verb", flat=True)) == ["mission.slides_kept", "mission.slides_removed"]


def test_what_is_no_presentation_or_too_large_is_refused(application, officer, monkeypatch):
    with pytest.raises(errors.NotSlides):
        services.keep_slides(application, name="x.pdf", content=b"<html>", by=officer)
    monkeypatch.setattr(verbs, "MOST_BYTES", 7)
    with pytest.raises(errors.SlidesTooLarge):
        services.keep_slides(application, name="x.pdf", content=b"%PDF-1.7", by=officer)
    assert not Slides.objects.exists()


def test_only_the_desk_keeps_and_removes_them(slides, application, stranger, desk):
    for by in (stranger, officer_of(desk, Role.PARTNER), representative_of(application.company.organisation)):
        with pytest.raises(NotYours):
            services.keep_slides(application, name="x.pdf", content=b"%PDF-", by=by)
        with pytest.raises(NotYours):
            services.remove_slides(slides, by=by)


def test_who_sees_the_pitch_sees_them(slides, application, officer, stranger, desk):
    partner, firm = officer_of(desk, Role.PARTNER), representative_of(application.company.organisation)
    rival = representative_of(application_of(application.mission, officer, "Rival").company.organisation)
    readers = (officer, partner, firm, rival, stranger)
    assert [Slides.objects.visible_to(reader).exists() for reader in readers] == [True, True, True, False, False]
    services.fix_cohort(application.mission, accepted=[application], by=officer)
    day = services.plan_mission_day(
        application.mission, name=Texts.of("en", "Day"), starts_on=date(2026, 9, 24), by=officer
    )
    assert not Slides.objects.visible_to(stranger).exists()
    type(day).objects.update(sharing=Level.FULL)
    assert Slides.objects.visible_to(stranger).exists()
    address = reverse("web:slides", args=[slides.pk])
    assert [client_of(reader, desk).get(address).status_code for reader in readers] == [200, 200, 200, 404, 200]


def test_slides_of_those_who_stay_at_home_are_not_on_the_day(slides, application, officer):
    goes = application_of(application.mission, officer, "Goes")
    shown = services.keep_slides(goes, name="Goes.pdf", content=b"%PDF-1.7", by=officer)
    services.fix_cohort(application.mission, accepted=[goes], by=officer)
    day = services.plan_mission_day(
        application.mission, name=Texts.of("en", "Day"), starts_on=date(2026, 9, 24), by=officer
    )
    assert Slides.objects.of_day(day) == {goes.company.organisation_id: [shown]}


def test_the_form_keeps_a_file_and_says_what_it_cannot_take(application, officer_client, stranger_client):
    address = reverse("web:application-slides", args=[application.pk])

    def send(client, content):
        return client.post(address, {"file": SimpleUploadedFile("Pitch.pdf", content), "language": "sv"})

    assert officer_client.get(address).status_code == 200
    assert "as PDF, PPTX or ODP" in send(officer_client, b"<html>").content.decode()
    assert send(stranger_client, b"%PDF-").status_code == 404
    assert send(officer_client, b"%PDF-").status_code == 302
    kept = application.slides.get()
    answer = officer_client.get(reverse("web:slides", args=[kept.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert stranger_client.post(reverse("web:slides-remove", args=[kept.pk])).status_code == 404
    assert officer_client.post(reverse("web:slides-remove", args=[kept.pk])).status_code == 302
    assert not application.slides.exists()
