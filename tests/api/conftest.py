"""Clients with a key: of our desk and of another."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from greendesk.desks.tokens import make_token


class Program:
    """A client with a key."""

    def __init__(self, account) -> None:
        self.token, self.plain = make_token(account, name="test")
        self.client = Client(headers={"Authorization": f"Bearer {self.plain}"})

    def get(self, path, **ask):
        return self.client.get(f"/api/{path}", ask)

    def post(self, path, **body):
        return self.client.post(f"/api/{path}", json.dumps(body, default=str), content_type="application/json")


@pytest.fixture
def ours(officer):
    return Program(officer)


@pytest.fixture
def theirs(stranger):
    return Program(stranger)
