"""Our desk and its projects through their pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from greendesk.desks.models import Account, Membership, Role
from greendesk.projects.models import Project
from tests.conftest import client_of
from tests.factories import OrganisationFactory, officer_of
from tests.factories.followups import ProjectFactory

DESK = {
    "name": "Dalarna", "language": "sv", "time_zone": "Europe/Stockholm", "dormant_after_months": "24", "gift_limit_eur": "50",
    "address": "Forskargatan 3", "phone": "0243", "email": "desk@example.org",
}  # fmt: skip


def test_officers_change_their_desk_and_its_card_follows(officer_client, desk):
    refused = officer_client.post(reverse("web:settings"), {**DESK, "time_zone": "Dalarna"})
    assert refused.status_code == 422
    officer_client.post(reverse("web:settings"), DESK)
    desk.refresh_from_db()
    assert (desk.name, desk.dormant_after_months) == ("Dalarna", 24)
    card = officer_client.get(reverse("web:desk-card", args=["4.0"])).content.decode()
    assert "FN:Dalarna" in card


def test_only_officers_decide(desk):
    for role in (Role.MUNICIPAL, Role.ADVISER, Role.EVALUATOR):
        member = client_of(officer_of(desk, role), desk)
        assert member.get(reverse("web:settings")).status_code == 200
        assert member.post(reverse("web:settings"), DESK).status_code == 422
        assert (
            member.post(
                reverse("web:member-invite"), {"email": "a@example.org", "name": "A", "role": "officer"}
            ).status_code
            == 422
        )
    desk.refresh_from_db()
    assert desk.name != "Dalarna"
    assert not Account.objects.filter(email="a@example.org").exists()


def test_members_are_invited_and_released_but_one_officer_stays(officer_client, desk, officer):
    invite = reverse("web:member-invite")
    assert officer_client.post(invite, {"email": "new@example.org", "role": "adviser"}).status_code == 422
    officer_client.post(invite, {"email": "new@example.org", "role": "adviser", "name": "New"})
    member = Membership.objects.get(account__email="new@example.org")
    assert (member.desk, member.role) == (desk, "adviser")
    officer_client.post(reverse("web:member-release", args=[member.pk]))
    assert not Membership.objects.filter(pk=member.pk).exists()
    own = Membership.objects.get(account=officer)
    assert officer_client.post(reverse("web:member-release", args=[own.pk])).status_code == 409
    assert officer_client.post(invite, {"email": officer.email, "role": "adviser"}).status_code == 422
    assert Membership.objects.get(pk=own.pk).role == "officer"


def test_another_desks_members_are_not_there(stranger_client, desk, officer):
    own = Membership.objects.get(account=officer)
    assert stranger_client.post(reverse("web:member-release", args=[own.pk])).status_code == 404
    assert stranger_client.get(reverse("web:settings") + f"?desk={desk.key}").status_code == 404


def test_a_project_from_start_to_hand_over(officer_client, desk):
    officer_client.post(reverse("web:project-new"), {"name": "Ecoex", "period": "2005/2013"})
    old, new = Project.objects.get(), ProjectFactory(desk=desk)

    def send(name: str, **data):
        return officer_client.post(reverse(f"web:project-{name}", args=[old.pk]), data)

    send("lesson", text="Show what is built")
    send("partner", organisation=OrganisationFactory(desk=desk).pk)
    send("report", file=SimpleUploadedFile("slut.pdf", b"%PDF"), delivered="2013-12")
    assert send("lesson", text="").status_code == 422
    assert send("hand-over", successor=new.pk).url == reverse("web:project", args=[new.pk])
    assert [str(lesson.text) for lesson in new.lessons.all()] == ["Show what is built"]
    send("close")
    page = officer_client.get(reverse("web:project", args=[old.pk])).content.decode()
    for said in ("Show what is built", "slut.pdf", "closed", str(new)):
        assert said in page
    report = old.reports.get()
    assert (
        b"".join(officer_client.get(reverse("web:project-report-file", args=[report.pk])).streaming_content) == b"%PDF"
    )


@pytest.mark.parametrize("name", ["project-edit", "project-lesson", "project-hand-over", "project-close"])
def test_strangers_change_no_project_and_see_what_is_shared(stranger_client, desk, name):
    project = ProjectFactory(desk=desk, sharing=20, budget=882000)
    assert stranger_client.post(reverse(f"web:{name}", args=[project.pk]), {}).status_code == 404
    page = stranger_client.get(reverse("web:project", args=[project.pk])).content.decode()
    assert str(project) in page
    assert "882,000" not in page
    hidden = ProjectFactory(desk=desk, sharing=0)
    assert stranger_client.get(reverse("web:project", args=[hidden.pk])).status_code == 404


def test_projects_cost_the_same_for_one_and_for_many(officer_client, desk, django_assert_max_num_queries):
    address = reverse("web:projects")
    ProjectFactory(desk=desk)
    officer_client.get(address)
    with django_assert_max_num_queries(40) as first:
        officer_client.get(address)
    ProjectFactory.create_batch(5, desk=desk)
    with django_assert_max_num_queries(40) as second:
        officer_client.get(address)
    assert len(second) == len(first)


@pytest.mark.parametrize(
    ("form", "name"), [("lesson_form", "text"), ("partner_form", "organisation"), ("report_form", "file")]
)
def test_a_form_of_a_project_is_asked_for(officer_client, desk, form, name):
    address, field = reverse("web:project", args=[ProjectFactory(desk=desk).pk]), f'name="{name}"'
    assert field not in officer_client.get(address).content.decode()
    assert field in officer_client.get(address, {"open": form}).content.decode()
