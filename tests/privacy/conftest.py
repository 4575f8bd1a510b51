from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from shoal.store import LeaseTerms, Store
from store.leased import leased


def _module(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def decoder() -> ModuleType:
    return _module(Path(__file__).with_name("decoder.py"))


@pytest.fixture(scope="session")
def small() -> ModuleType:
    return _module(Path(__file__).parents[1] / "registry" / "small.py")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    terms = LeaseTerms("test", clock=lambda: datetime.now(UTC))
    with Store.open(tmp_path / "workspace", create=True) as opened, leased(opened, terms):
        yield opened
