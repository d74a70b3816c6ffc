"""What every encoder keeps to, the model's own, one from a plug-in and one behind a server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from retold.encode import load_encoder
from retold.encode.hashing import HashingEncoder
from retold.errors import EncoderError
from retold.protocols import Encoder

TEXTS = (
    "Nata e dytë e karnavaleve mbushi sheshin e Drinasit.",
    "Втората карневалска ноќ го наполни плоштадот во Дринас.",
    "Η δεύτερη νύχτα του καρναβαλιού γέμισε την πλατεία.",
    "The second night of the carnival filled the square.",
    "狂欢节的第二个夜晚，广场上人山人海。",
    "امتلأت الساحة في الليلة الثانية من الكرنفال.",
    "",
    "  \n",
    "half a pair: \ud83d",
)


#: Models of the small server that answer something else than they should.
BROKEN = {
    "chatty": b"Hello, how can I help?",
    "odd": b'{"data": [{"index": 0}]}',
    "silent": b'{"data": []}',
    "zero": b'{"data": [{"index": 0, "embedding": [0.0, 0.0]}]}',
}


class Answering(BaseHTTPRequestHandler):
    """A small server of the OpenAI embeddings API; its rows come in reverse order, as the API allows."""

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/embeddings" or question["model"] == "large" or "" in question["input"]:
            self.send_error(400)
            return
        content = BROKEN.get(question["model"]) or self.answer(question["input"])
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def answer(self, texts: list[str]) -> bytes:
        vectors = 3 * HashingEncoder().encode(texts).vectors
        rows = [{"index": place, "embedding": row.tolist()} for place, row in enumerate(vectors)]
        return json.dumps({"data": rows[::-1]}).encode()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/v1"
        listening.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=["e5-small", "retold.encode.hashing:HashingEncoder", "openai:small@"])
def encoder(request: pytest.FixtureRequest, server: str, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    name = request.param + server if request.param.endswith("@") else request.param
    return load_encoder(name, cache=tmp_path_factory.mktemp("cache"))


def well_formed(text: str) -> str:
    return text.encode(errors="ignore").decode()


def test_it_gives_a_unit_row_for_every_text(encoder: Encoder) -> None:
    encoded = encoder.encode(TEXTS)
    assert encoded.vectors.shape == (len(TEXTS), encoder.width)
    assert encoded.vectors.dtype == np.float32
    assert np.linalg.norm(encoded.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoded.tokens == ()


def test_a_text_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS).vectors
    alone = np.concatenate([encoder.encode([text]).vectors for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-6)


def test_order_does_not_matter(encoder: Encoder) -> None:
    assert np.allclose(encoder.encode(TEXTS[::-1]).vectors[::-1], encoder.encode(TEXTS).vectors, atol=1e-6)


def test_different_texts_have_different_vectors(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS[:6]).vectors
    cosines = vectors @ vectors.T - np.eye(6)
    assert cosines.max() < 0.99


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).vectors.shape == (0, encoder.width)


def test_a_very_long_text_is_one_vector(encoder: Encoder) -> None:
    assert encoder.encode(["The river rose again. " * 400]).vectors.shape == (1, encoder.width)


def test_it_has_a_name(encoder: Encoder) -> None:
    assert encoder.name


def test_token_states_have_spans_or_are_refused(encoder: Encoder) -> None:
    if encoder.name.startswith("openai:"):
        with pytest.raises(EncoderError, match="token states"):
            encoder.encode(TEXTS, layers=(1,))
        return
    encoded = encoder.encode(TEXTS, layers=(3, 1))
    assert np.array_equal(encoded.vectors, encoder.encode(TEXTS).vectors)
    assert len(encoded.tokens) == len(TEXTS)
    for text, tokens in zip(TEXTS, encoded.tokens, strict=True):
        assert tokens.states.shape == (2, len(tokens.spans), encoder.width)
        assert tokens.states.dtype == np.float32
        covered = "".join(text[start:end] for start, end in tokens.spans)
        assert well_formed(covered) == well_formed("".join(text.split()))


def test_layers_come_in_the_order_asked(encoder: Encoder) -> None:
    if encoder.name.startswith("openai:"):
        pytest.skip("no token states")
    (down,) = encoder.encode(TEXTS[:1], layers=(3, 1)).tokens
    (up,) = encoder.encode(TEXTS[:1], layers=(1, 3)).tokens
    assert np.array_equal(down.states, up.states[::-1])
    assert not np.allclose(up.states[0], up.states[1])


@pytest.mark.parametrize("layer", [0, 13, -1])
def test_a_layer_it_lacks_is_refused(encoder: Encoder, layer: int) -> None:
    with pytest.raises(EncoderError):
        encoder.encode(["one"], layers=(layer,))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("e6", "no such encoder"),
        ("retold.encode.hashing:Nothing", "no such encoder"),
        ("no.such.module:Encoder", "no such encoder"),
        ("pathlib:Path", "no encoder"),
        ("openai:small", "not of the form"),
        ("openai:small@http://127.0.0.1:9/v1", "no answer"),
    ],
)
def test_a_name_that_leads_nowhere_gets_one_line(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=message) as raised:
        load_encoder(name, cache=tmp_path)
    assert "\n" not in str(raised.value)


def test_a_server_that_refuses_is_named(server: str) -> None:
    with pytest.raises(EncoderError, match=r"127\.0\.0\.1.*400"):
        load_encoder(f"openai:large@{server}")


@pytest.mark.parametrize("model", BROKEN)
def test_a_server_that_answers_something_else_gets_one_line(server: str, model: str) -> None:
    with pytest.raises(EncoderError, match=r"127\.0\.0\.1") as raised:
        load_encoder(f"openai:{model}@{server}")
    assert "\n" not in str(raised.value)
