"""Articles from an S3-compatible storage, asked for real: a server of moto on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPORTS, Call

pyarrow = pytest.importorskip("pyarrow")
server = pytest.importorskip("moto.server", reason="moto is for this test alone")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # moto's own, in its thread
KEY, SECRET = "ana", "s3cret-key"


@pytest.fixture(scope="module")
def storage() -> Iterator[str]:
    """Return how to write the address of a place in a bucket with a folder of reports and a table of them."""
    from pyarrow import fs, parquet

    serving = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    where = f"{host}:{port}"
    system = fs.S3FileSystem(
        access_key=KEY,
        secret_key=SECRET,
        endpoint_override=where,
        scheme="http",
        allow_bucket_creation=True,
    )
    system.create_dir("news")
    for name, said in REPORTS.items():
        with system.open_output_stream(f"news/reports/{name}") as stream:
            stream.write(said.encode())
    rows = [
        {"text": said.partition("\n\n")[2], "url": f"https://n.example/{n}"} for n, said in REPORTS.items()
    ]
    parquet.write_table(pyarrow.Table.from_pylist(rows), "news/table.parquet", filesystem=system)
    yield f"s3://{KEY}:{SECRET}@news/{{}}?endpoint_override={where}&scheme=http"
    serving.stop()


@pytest.mark.parametrize("place", ["reports", "table.parquet"])
def test_a_storage_is_read_like_a_folder(call: Call, storage: str, place: str) -> None:
    added = call("add", storage.format(place))
    assert (added.status, added.out) == (0, f"{len(REPORTS)} new\n")
    kept = json.loads(call("dump").out)["articles"]
    assert all(article["location"].startswith(f"s3://news/{place}") for article in kept)


def test_a_folder_in_a_storage_gives_the_corpus_of_a_folder(call: Call, storage: str, reports: Path) -> None:
    call("add", storage.format("reports"))
    call("add", "--db", "folder.db", reports)
    stored, local = (json.loads(call("dump", "--db", db).out) for db in ("retold.db", "folder.db"))
    assert [a["text"] for a in stored["articles"]] == [a["text"] for a in local["articles"]]
    assert len(stored["events"]) == len(local["events"])


@pytest.mark.parametrize("place", ["nothing.parquet", "no/such/folder"])
def test_what_is_not_there_is_one_line_without_the_key(call: Call, storage: str, place: str) -> None:
    added = call("add", storage.format(place))
    assert added.status != 0
    assert SECRET not in added.out + added.err
