"""How fast transcripts are graded, against only embedding the same sentences once, and the memory of a long one.

python -m evals.bench_grading
"""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import cycle

from agent.examiner.embedded.claims import split_claims
from agent.transcript import Transcript
from evals.labelled import examples, read_as
from knowledge.embedder import shared_embedder

SOME = 6
THREE_HOURS = 24_000  # words, at the pace of speech
LONG = """
import resource
from evals.bench_grading import long_transcript
from evals.labelled import read_as
read_as(*long_transcript())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def embedding_seconds(transcript: Transcript) -> float:
    """For every sentence of the candidate once, clauses included, and every sentence of the interviewer."""
    embedder = shared_embedder()
    embedder.forget()
    claims = [claim for u in transcript.utterances for claim in split_claims(u.text)]
    begin = time.perf_counter()
    embedder.embed_with_parts([c.text for c in claims], [c.parts for c in claims])
    return time.perf_counter() - begin


def grading_seconds(transcript: Transcript, question: str) -> float:
    shared_embedder().forget()
    begin = time.perf_counter()
    read_as(transcript, question)
    return time.perf_counter() - begin


def long_transcript() -> tuple[Transcript, str]:
    """Interviews of all questions, one after the other, until three hours are full."""
    found = examples()
    utterances, words = [], 0
    for utterance in cycle(u for e in found for u in e.transcript.utterances):
        speaker = "Candidate" if utterance.speaker == "Candidate" else "Interviewer"
        utterances.append(utterance.model_copy(update={"speaker": speaker}))
        words += len(utterance.text.split())
        if words > THREE_HOURS:
            break
    first = found[0]
    update = {"utterances": utterances, "candidate": "Candidate"}
    return first.transcript.model_copy(update=update), first.entry.question


def main() -> None:
    found = examples()[:: max(1, len(examples()) // SOME)][:SOME]
    for e in found:
        read_as(e.transcript, e.entry.question)  # the content of its question is embedded here, once for all users
    embedding = sum(embedding_seconds(e.transcript) for e in found)
    grading = sum(grading_seconds(e.transcript, e.entry.question) for e in found)
    done = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True)
    print(f"| grading {len(found)} transcripts | measured | goal |\n| --- | --- | --- |")
    print(f"| transcripts a second | {len(found) / grading:.2f} | |")
    print(f"| ratio to embedding their sentences once | {grading / embedding:.2f} | 1.5 |")
    print(f"| peak memory, transcript of three hours | {float(done.stdout):.0f} MB | |")


if __name__ == "__main__":
    main()
