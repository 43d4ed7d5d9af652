"""The public endpoints as other programs call them, and docs/api.md, which is run as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from agent.content import load_content
from agent.search import rows
from agent.service import InterviewService
from agent.storage import open_storage
from ui.serve import serve

DOC = Path(__file__).parents[2] / "docs" / "api.md"
WRITTEN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> InterviewService:
    return InterviewService(open_storage(tmp_path_factory.mktemp("api") / "sessions.sqlite"), load_content(), home)


@pytest.fixture(scope="module")
def address(served: InterviewService) -> str:
    return serve(served, port=0, block=False)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    found = Client(address, verbose=False)
    yield found
    found.close()


def test_the_document_works_as_it_is_written(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", DOC.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block.replace(WRITTEN, address.rstrip("/")), names)
    names["client"].close()
    said = capsys.readouterr().out
    assert "metrics#metrics-under-imbalance" in said and "event: complete" in said
    assert "k is 0; expected 1 to 50" in said and re.search(r"(hire|incomplete) \d", said)
    assert names["on_metrics"][0]["section"].startswith("metrics#")


def test_only_what_is_documented_is_described(client: Client) -> None:
    described: dict[str, Any] = client.view_api(return_format="dict", print_info=False)
    assert set(described["named_endpoints"]) == {"/grade", "/search"} and not described["unnamed_endpoints"]
    for name in described["named_endpoints"]:
        assert f"## {name[1:]}:" in DOC.read_text(encoding="utf-8")
        for parameter in described["named_endpoints"][name]["parameters"]:
            assert f"| `{parameter['parameter_name']}` |" in DOC.read_text(encoding="utf-8")


def test_a_search_gives_what_the_command_line_gives(client: Client, served: InterviewService) -> None:
    query = "how to detect that the data drift"
    found = client.predict(query, 3, api_name="/search")
    assert found == rows(served.retriever.searcher().search(query, 3))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"query": " "}, "empty"),
        ({"query": "x" * 1001}, "up to 1,000 characters"),
        ({"query": "drift", "k": 51}, "expected 1 to 50"),
        ({"query": "drift", "k": "many"}, "k: input should be a valid integer"),
        ({"query": ["drift"]}, "query: input should be a valid string"),
        ({"query": "drift", "phase": "modeling"}, "'modelling'"),
        ({"query": "drift", "collection": "nothing-here"}, "greenroom ingest"),
        ({"query": "drift", "collection": "../../etc"}, "no collection"),
    ],
)
def test_a_search_that_cannot_be_made(client: Client, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(AppError, match=re.escape(says)) as caught:
        client.predict(**arguments, api_name="/search")
    assert "Traceback" not in str(caught.value)


def test_a_transcript_that_is_no_text_is_refused(client: Client) -> None:
    with pytest.raises(AppError, match="text: input should be a valid string"):
        client.predict({"a": 1}, api_name="/grade")
