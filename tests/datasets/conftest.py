"""A small set at a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from datasets.server import Asked, Reply, Server, proper, serving
from datasets.small import DAYS, JOINED, OTHER_FORM, PEOPLE, PUBLISHED, remote, sha
from shoal.datasets import Dataset, File, Form, Network


@pytest.fixture
def server() -> Iterator[Server]:
    """The publisher's repository."""

    def answer(asked: Asked) -> Reply:
        prefix = "/owner/name/0123/"
        path = asked.path.removeprefix(prefix).replace("%20", " ")
        return proper(PUBLISHED[path])(asked) if path in PUBLISHED else Reply(status=404)

    with serving(answer) as server:
        yield server


@pytest.fixture
def dataset(server: Server) -> Dataset:
    """Order lines from daily files, and people from an archive in an archive."""
    return Dataset(
        "small",
        "A small set",
        "Two orders.",
        publisher="Nobody",
        home="https://example.org/small",
        repository="owner/name",
        commit="0123",
        licence="none stated",
        terms="not stated",
        good_for="Tests.",
        run=("orders.csv", "people.csv"),
        host=server.host,
        file=(
            File(
                "orders.csv",
                len(JOINED),
                sha(JOINED),
                kind="orders",
                rows=2,
                columns={"customer": "text", "amount": "int"},
                made="joined",
                sources=tuple(remote(path) for path in DAYS),
                also=(Form("orders.txt", len(OTHER_FORM), sha(OTHER_FORM)),),
            ),
            File(
                "people.csv",
                len(PEOPLE),
                sha(PEOPLE),
                kind="customers",
                rows=2,
                columns={"customer": "text", "city": "text"},
                made="unpacked",
                member="inner//people",
                sources=(remote("archive.zip"),),
            ),
        ),
    )


@pytest.fixture
def network() -> Network:
    """A network whose pauses take no time."""
    return Network(lambda _: None)
