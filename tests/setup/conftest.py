from collections.abc import Iterator

import pytest

from tests.setup.houses import ENGINE, Builder, House


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    builder = Builder(tmp_path_factory.mktemp("houses"))
    yield builder
    builder.tear_down()


@pytest.fixture
def house(builder: Builder) -> House:
    """On the engine that the suite runs on."""
    return builder.build(ENGINE)
