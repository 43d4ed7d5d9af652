"""The LLM examiner on a scripted model server (300 ms to the first token, 40 tokens a second), as ratios of one run.

python -m evals.bench_llm
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice, pairwise, takewhile
from pathlib import Path

from agent.content import load_content
from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.speak import OPENER
from agent.script import read_script
from agent.service import InterviewService
from agent.settings import ModelSettings, settings
from agent.state import CandidateInput, ExaminerName, Setup
from agent.storage import open_storage
from evals.cells import SCRIPTS
from evals.naive import NaiveChat
from evals.runs import HELD
from evals.scripted_model import playing
from evals.scripted_model.behaviours import reply
from evals.scripted_model.server import ModelServer

FIRST_TOKEN, PER_TOKEN = 0.3, 1 / 40
LONG, CROWD, ROUNDS, THINKING = 40, 50, 3, 20.0  # turns; interviews at once, their turns, seconds between two of them
QUESTION = "card-fraud"
SAYS = "I see, and what would you look at first if that number moved the wrong way over a weekend?"
RECORDED = Path(__file__).parent / "data" / "model" / "llm-run"


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer(playing.model(say=lambda note: reply(SAYS, FIRST_TOKEN, PER_TOKEN)))
    try:
        yield server
    finally:
        server.stop()


def turns_of(count: int) -> list[str]:
    script = read_script(SCRIPTS / f"{QUESTION}.strong.md")
    return list(islice(cycle(script), count))


def start(service: InterviewService, model: ModelSettings, minutes: float = 45) -> str:
    setup = Setup(question=QUESTION, template="six-steps", examiner=ExaminerName.LLM, minutes=minutes)
    return service.start(setup, model)


def first_words(service: InterviewService, session: str, text: str) -> tuple[float, float]:
    """Seconds to the first piece of the reply, and to its end."""
    begin, first = time.perf_counter(), 0.0
    for _ in service.answer(session, CandidateInput(text=text), seconds=30):
        first = first or time.perf_counter() - begin
    return first, time.perf_counter() - begin


def bare_call(model: ModelSettings) -> float:
    """Seconds to the first word of a streamed call with nothing around it: a sentence's first word is what is shown."""
    begin = time.perf_counter()
    pieces = ModelClient(model).stream([{"role": "user", "content": "Hello"}], "fake", 100)
    next(pieces)
    seconds = time.perf_counter() - begin
    pieces.close()
    return seconds


def bare_sentence(model: ModelSettings) -> float:
    """The same to the end of the first sentence, before which no guard could have read it."""
    begin = time.perf_counter()
    "".join(ModelClient(model).stream([{"role": "user", "content": "Hello"}], "fake", 100))
    return time.perf_counter() - begin


def prompts(server: ModelServer) -> list[str]:
    """What was sent for each turn of the interviewer, as one text."""
    bodies = [r.body for r in server.requests if r.body.get("stream")]
    return ["".join(f"{m['role']}:{m['content']}\n" for m in body["messages"]) for body in bodies]


def begins() -> tuple[float, float]:
    """Of a recorded model's turns, the shares that begin with one word that is shown at once; with two, as `SAYS`."""
    lines = (RECORDED / HELD).read_text(encoding="utf-8").splitlines()
    turns = [turn for line in lines for turn in json.loads(line)["turns"] if turn.get("examiner") == ExaminerName.LLM]
    words = [len(match[0].split()) if (match := OPENER.match(turn["text"])) else 0 for turn in turns]
    return words.count(1) / len(words), words.count(2) / len(words)


def same_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def crowd(service: InterviewService, model: ModelSettings, sessions: int) -> list[float]:
    """Seconds of every turn where so many candidates talk, each thinking between turns."""
    seconds: list[float] = []
    names = [start(service, model) for _ in range(sessions)]

    def talk(name: str, dice: random.Random) -> None:
        for turn in turns_of(ROUNDS):
            time.sleep(dice.uniform(0.5, 1.5) * THINKING)
            seconds.append(first_words(service, name, turn)[1])

    threads = [threading.Thread(target=talk, args=[n, random.Random(i)]) for i, n in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, model_server() as server:
        model = ModelSettings(base_url=server.url, api_key="none")
        storage = open_storage(Path(folder) / "sessions.sqlite")
        service = InterviewService(storage, load_content(), settings().home)
        session = start(service, model, minutes=180)
        first_words(service, session, turns_of(1)[0])  # loads what a first turn loads
        firsts = [first_words(service, session, t)[0] for t in turns_of(LONG)[1:]]
        first = statistics.median(firsts)
        word, sentence = bare_call(model), bare_sentence(model)
        sent = prompts(server)
        shared = [same_start(a, b) / len(b) for a, b in pairwise(sent)]
        server.requests.clear()
        chat = NaiveChat(ModelClient(model), service.content.questions[QUESTION].prompt)
        for turn in turns_of(LONG):
            chat.ask()
            chat.say(turn)
        chat.ask()
        naive = prompts(server)
        alone = statistics.median(crowd(service, model, 1))
        together = statistics.median(crowd(service, model, CROWD))
        storage.conn.close()
    print("| LLM examiner against the scripted server | measured | goal |\n| --- | --- | --- |")
    print(f"| bare streamed call: first word; first sentence | {word * 1000:.0f} ms; {sentence * 1000:.0f} ms | |")
    print(f"| first visible words of a turn, median | {first * 1000:.0f} ms | first word × 1.1 + 50 ms |")
    one, two = begins()
    shares = f"{one:.0%}; {two:.0%}; {1 - one - two:.0%}"
    print(f"| recorded turns that begin with one such word; with two; with none | {shares} | |")
    late, early = statistics.mean(map(len, sent[-10:])), statistics.mean(map(len, sent[10:20]))
    print(f"| prompt length, last ten turns of {LONG} to turns 11–20 | {late / early:.2f} | flat |")
    ratio = sum(map(len, sent)) / sum(map(len, naive))
    print(f"| prompt length in all to the naive baseline's, {LONG} turns | {ratio:.2f} | 0.5 |")
    print(f"| share of a prompt that is the start of the one before, median | {statistics.median(shared):.2f} | 0.70 |")
    print(f"| turn with {CROWD} interviews at once to one alone, median | {together / alone:.2f} | 1.3 |")


if __name__ == "__main__":
    main()
