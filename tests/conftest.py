"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from greendesk.desks.models import Account, Desk
from tests.factories import DeskFactory, officer_of

# Nothing is asserted of the clock: neither of a test nor of making what it is given.
settings.register_profile("suite", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
TOGETHER = (  # by one worker, and begun first: what they stand on is dear and should be made once
    "tests/journeys/",
    "tests/web/demo/test_walking.py",
    "tests/web/demo/test_walking_verbs.py",
    "tests/web/demo/test_demo_loading.py",
    "tests/engines/matching/test_quality.py",
)
SHARED = Path(os.environ.get("GREENDESK_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        """Test by test, but for those TOGETHER; xdist's own groups are lost on this pytest."""

        def _split_scope(self, nodeid: str) -> str:
            return next((path for path in TOGETHER if nodeid.startswith(path)), nodeid)

    return Together(config, log)


class DeskClient(Client):
    """A browser of somebody who works at `desk`."""

    desk: Desk
    account: Account


def client_of(account: Account, desk: Desk) -> DeskClient:
    client = DeskClient()
    client.force_login(account, backend="greendesk.desks.signin.AccountBackend")
    client.desk, client.account = desk, account
    return client


@pytest.fixture
def desk(db: None) -> Desk:
    return DeskFactory()


@pytest.fixture
def officer(desk: Desk) -> Account:
    return officer_of(desk)


@pytest.fixture
def officer_client(officer: Account, desk: Desk) -> DeskClient:
    return client_of(officer, desk)


@pytest.fixture
def stranger(db: None) -> Account:
    """An officer of another desk."""
    return officer_of(DeskFactory(name="Elsewhere"))


@pytest.fixture
def stranger_client(stranger: Account) -> DeskClient:
    return client_of(stranger, stranger.desk)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with published instances and real documents; skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no folder with published instances beside the checkout (GREENDESK_SHARED)")
    return SHARED
