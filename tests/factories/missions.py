"""A mission to Wuhan with its call open."""

from __future__ import annotations

from datetime import date

from greendesk.desks.models import Account, Desk
from greendesk.kit.texts import Texts
from greendesk.missions import services
from greendesk.missions.models import Application, Mission
from tests.factories import CompanyFactory, OrganisationFactory

IN_CALL = date(2026, 4, 10)


def mission_of(desk: Desk, by: Account, **more: object) -> Mission:
    mission = services.create_mission(
        desk=desk,
        name=Texts.of("en", "To Wuhan"),
        by=by,
        criteria=["ambition", "skill"],
        period="XXXX-09-24/XXXX-09-27",
        **more,
    )
    return services.open_call(mission, opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 30), by=by)


def application_of(mission: Mission, by: Account, name: str = "Firm", **more: object) -> Application:
    company = CompanyFactory(desk=mission.desk, organisation=OrganisationFactory(desk=mission.desk, name=name))
    return services.apply_for_mission(
        mission, company=company, goal=Texts.of("en", "sell boilers"), by=by, on=IN_CALL, **more
    )
