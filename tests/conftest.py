"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client

from greendesk.desks.models import Account, Desk
from tests.factories import DeskFactory, officer_of

SHARED = Path(os.environ.get("GREENDESK_SHARED", Path(__file__).parents[2] / "shared"))


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
