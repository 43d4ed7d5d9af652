"""Transcripts of any format: the same conversation in many disguises, and what is no conversation."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from agent.transcript import BadTranscript, parse_transcript, read_transcript

TALK = [
    ("Interviewer", "Design a spam filter."),
    ("Candidate", "Sure. The goal: fewer complaints. Is it for email?"),
    ("Interviewer", "Yes, email."),
    ("Candidate", "Then I'd start with logistic regression."),
]
NAMES = {"Interviewer": "Bob Lee", "Candidate": "Anna Smith"}
TRANSCRIPTS = sorted((Path(__file__).parents[2] / "evals/data/transcripts").glob("t*.txt"))


def lines(pattern: str, gap: str = "\n") -> str:
    """The talk with each turn written by a pattern of role, name, number, second and text."""
    return gap.join(
        pattern.format(
            role=role,
            upper=role.upper(),
            i=role[0],
            name=NAMES[role],
            n=1 + (role != "Interviewer"),
            s=s,
            s1=s + 1,
            text=text,
        )
        for s, (role, text) in enumerate(TALK, 1)
    )


STYLES = {
    "bold": lines("**{role}:** {text}", "\n\n"),
    "bold, colon outside": lines("**{role}**: {text}", "\n\n"),
    "initial": lines("{i}: {text}"),
    "capitals and time": lines("{upper} (00:1{s}): {text}"),
    "time in brackets": lines("[00:03:1{s}] Speaker {n}: {text}"),
    "time before": lines("00:03:1{s} Speaker {n}: {text}"),
    "otter": lines("{name}  0:1{s}\n{text}", "\n\n"),
    "zoom": lines("{name}\n0:1{s}\n{text}", "\n\n"),
    "rev": lines("{name} (00:00:1{s})\n{text}", "\n\n"),
    "bare name": lines("{name}\n{text}", "\n\n"),
    "headed": "Candidate: Anna Smith\nInterviewer: Bob Lee\nDate: 2026-01-01\n\n" + lines("{name}: {text}"),
    "headings": lines("### {role}\n{text}", "\n\n"),
    "dash": lines("{role} — {text}"),
    "angle": lines("<{name}> {text}"),
    "bullets": lines("- {role}: {text}"),
    "quoted": lines("> {role}: {text}"),
    "company": lines("{name} (Initech): {text}"),
    "teams": lines("0:0:{s}.0 --> 0:0:{s1}.0\n{name}\n{text}", "\n\n"),
    "windows": lines("{role}: {text}", "\r\n"),
    "vtt voices": "WEBVTT\n\n" + lines("00:00:0{s}.000 --> 00:00:0{s1}.000\n<v {name}>{text}</v>", "\n\n"),
    "vtt names": "WEBVTT\n\n" + lines("{s}\n00:00:0{s}.000 --> 00:00:0{s1}.000\n{name}: {text}", "\n\n"),
    "srt": lines("{s}\n00:00:0{s},000 --> 00:00:0{s1},000\n{role}: {text}", "\n\n"),
    "chat": json.dumps([{"role": "assistant" if r == "Interviewer" else "user", "content": t} for r, t in TALK]),
    "wrapped": json.dumps(
        {
            "data": {
                "messages": [
                    {"type": "ai" if r == "Interviewer" else "human", "content": [{"type": "text", "text": t}]}
                    for r, t in TALK
                ]
            }
        }
    ),
    "numbered": lines("{s}. {role}: {text}"),
    "turns": lines("Turn {s} - {role}: {text}"),
    "turns, role in brackets": lines("Turn {s} ({role}): {text}"),
    "tagged": lines("[T{s} 0.{s}] {role}: {text}"),
    "in brackets": lines("[{role}] {text}"),
    "names in brackets": lines("[{name}] {text}"),
    "brackets above": lines("[{role}]\n{text}", "\n\n"),
    "name and role": lines("{name} ({role}): {text}"),
    "hyphen": lines("{role} - {text}"),
    "tabs": lines("{role}\t{text}"),
    "table": "| # | Speaker | Text |\n|---|---|---|\n" + lines("| {s} | {role} | {text} |"),
    "tags": lines("<{role}>{text}</{role}>"),
    "framed": lines("== {role} ==\n{text}"),
    "label and spaces": lines("{role}:  \n{text}", "\n\n"),
    "csv": "speaker,text\n" + lines('{role},"{text}"'),
    "table of names": "| Speaker | Text |\n|---|---|\n" + lines("| {name} | {text} |"),
    "yaml": lines('- speaker: {name}\n  text: "{text}"'),
    "attributes": "<talk>" + lines('<turn speaker="{name}">{text}</turn>') + "</talk>",
    "diarised": lines("[SPEAKER_0{n}] [00:00:0{s}.000 --> 00:00:0{s1}.500] {text}"),
    "diarised, times behind": lines("SPEAKER_0{n} [00:00:0{s}.0 - 00:00:0{s1}.5] {text}"),
    "srt, names in brackets": lines("{s}\n00:00:0{s},000 --> 00:00:0{s1},000\n[{name}] {text}", "\n\n"),
    "no captions after all": lines("0:0:1{s}.170 --> 0:0:1{s1}.960\n{name}\n{text}", "\n\n"),
    "names and hyphens": lines("{name} - {text}"),
    "names in small letters": lines("{name}: {text}").replace("Bob Lee", "bob lee").replace("Anna Smith", "anna smith"),
    "signs": lines("🙂 {name}: {text}"),
    "phone": lines("12/03/2026, 10:1{s} - {name}: {text}"),
    "team chat": lines("{name}\n  10:1{s} AM\n{text}", "\n\n"),
    "closed captions": lines("[{name}] 10:02:0{s}\n{text}", "\n\n"),
    "time after the name": lines("**{name}:** [00:00:0{s}] {text}"),
    "copied from a page": lines("{name} said:\n{text}", "\n\n"),
    "time and bar": lines("0:0{s} | {name}\n{text}", "\n\n"),
    "exchanges": json.dumps(
        {"turns": [{"interviewer": a[1], "candidate": b[1]} for a, b in zip(TALK[::2], TALK[1::2], strict=True)]}
    ),
    "pairs": json.dumps([[role.lower(), text] for role, text in TALK]),
    "diarised json": json.dumps([{"speaker": int(r == "Candidate"), "transcript": t} for r, t in TALK]),
    "words": json.dumps(
        [{"participant": {"name": NAMES[r]}, "words": [{"text": w} for w in t.split()]} for r, t in TALK]
    ),
    "json lines": "\n".join(json.dumps({"speaker": NAMES[r], "text": t}) for r, t in TALK),
}


@pytest.mark.parametrize("style", STYLES)
def test_one_conversation_in_every_style(style: str) -> None:
    found = parse_transcript(STYLES[style])
    assert [" ".join(u.text.split()) for u in found.utterances] == [text for _, text in TALK]
    assert [u.speaker == found.candidate for u in found.utterances] == [role == "Candidate" for role, _ in TALK]


def test_numbered_questions_and_answers() -> None:
    found = parse_transcript(
        "Q1: Design a spam filter.\nA1: I'd start with the labels.\nQ2: And then?\nA2: Then trees."
    )
    assert found.candidate == "A" and len(found.utterances) == 4


def test_questions_and_answers_by_their_letters() -> None:
    found = parse_transcript("Q. Design a spam filter.\nA. I'd start with the labels.\nQ. And then?\nA. Then trees.")
    assert found.candidate == "A" and len(found.utterances) == 4


def test_the_last_word_of_a_wrapped_line_is_nobody() -> None:
    text = "Interviewer\nWho are the users, and what becomes of\nthem.\n\nYou\nFewer spam.\n\nInterviewer\nOk."
    found = parse_transcript(text)
    assert found.candidate == "You" and len(found.utterances) == 3


def test_a_report_is_no_conversation() -> None:
    with pytest.raises(BadTranscript, match="is a report, without the conversation"):
        parse_transcript(
            "*Mock interview*\n\n# Interview report: Spam\n\n**Hire**\n\n- Key: value\n- Key: value", "r.md"
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = lines("{role}: {text} Das wäre schön, déjà vu.")
    found = parse_transcript(text.encode(encoding))
    assert found.utterances[0].text == "Design a spam filter. Das wäre schön, déjà vu."


def test_docx(tmp_path: Path) -> None:
    document = Document()
    for role, text in TALK:
        document.add_paragraph(f"{role}: {text}")
    data = io.BytesIO()
    document.save(data)
    path = tmp_path / "recording"  # found by what is in it, not by its name
    path.write_bytes(data.getvalue())
    found = read_transcript(path)
    assert found.format == "docx" and len(found.utterances) == 4 and found.candidate == "Candidate"


def test_rolling_captions_are_said_once() -> None:
    cues = [
        "Bob Lee: design a spam",
        "design a spam filter for",
        "filter for email please",
        "Anna Smith: I would start",
        "I would start with rules",
        "Bob Lee: go on",
        "Anna Smith: I think that is all",
    ]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:{i:02}.000 --> 00:00:{i + 1:02}.000\n{cue}" for i, cue in enumerate(cues))
    said = [u.text for u in parse_transcript(text).utterances]
    assert said == ["design a spam filter for email please", "I would start with rules", "go on", "I think that is all"]


def test_utterances_split_over_cues_are_merged_and_keep_their_first_time() -> None:
    cues = [(1, "<v Bob>Design</v>"), (2, "<v Bob>a filter.</v>"), (5, "<v Ann>I'd begin with rules.</v>")]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n{cue}" for at, cue in cues)
    found = parse_transcript(text)
    assert [(u.speaker, u.text, u.at) for u in found.utterances] == [
        ("Bob", "Design a filter.", 1.0),
        ("Ann", "I'd begin with rules.", 5.0),
    ]


def test_headings_inside_an_answer_are_no_speakers() -> None:
    answer = "Sure.\nBaseline: rules.\nNote: simple.\n\nStep 1: collect\n- Option A: x\n- Option B: y"
    text = f"Interviewer: Design a spam filter.\nCandidate: {answer}\nInterviewer: ok\nCandidate: done"
    found = parse_transcript(text)
    assert [u.speaker for u in found.utterances] == ["Interviewer", "Candidate"] * 2
    assert "Option B: y" in found.utterances[1].text


def test_a_chatgpt_export_follows_the_branch_shown_last() -> None:
    def node(key: str, parent: str | None, role: str, text: str) -> tuple[str, object]:
        return key, {
            "parent": parent,
            "children": [],
            "message": {"author": {"role": role}, "content": {"parts": [text]}},
        }

    nodes = dict(
        [
            node("a", None, "assistant", "Design a filter."),
            node("b", "a", "user", "Old answer."),
            node("c", "a", "user", "New answer."),
        ]
    )
    found = parse_transcript(json.dumps({"mapping": nodes, "current_node": "c"}))
    assert [u.text for u in found.utterances] == ["Design a filter.", "New answer."]


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda p: p.stem)
def test_the_candidate_is_found_by_conduct(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("Interviewer:", "Speaker 1:").replace("Candidate:", "Speaker 2:")
    found = parse_transcript(text)
    assert found.candidate == "Speaker 2" and 0.5 <= found.certainty < 1


def test_the_candidate_named_wins() -> None:
    assert parse_transcript(STYLES["otter"], candidate="bob").candidate == "Bob Lee"
    with pytest.raises(BadTranscript, match="no speaker 'Zoe'; the speakers are Bob Lee, Anna Smith"):
        parse_transcript(STYLES["otter"], candidate="Zoe")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n", "is an image"),
        (bytes(range(256)) * 4, "is a binary file"),
        (b'{"a": [1, 2]}', "JSON without a conversation"),
        (b"PK\x03\x04 broken", "docx"),
        (b"Bob: hello there\nBob: is anyone here", "speaker"),
        (b"just some prose\nin two lines", "speaker"),
        (b"<!DOCTYPE html><html></html>", "HTML page"),
        (b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nno names here at all", "speaker"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_conversation_gets_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadTranscript) as caught:
        parse_transcript(data, "file.txt")
    assert says in str(caught.value) and "\n" not in str(caught.value) and "file.txt" in str(caught.value)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_rubbish_never_crashes(data: bytes) -> None:
    with suppress(BadTranscript):
        parse_transcript(data)


@given(
    st.lists(
        st.text(st.characters(categories=["L", "N", "Zs", "P"]), min_size=1, max_size=60).filter(
            lambda t: t.strip() and ":" not in t
        ),
        min_size=2,
        max_size=12,
    )
)
def test_labelled_turns_survive(texts: list[str]) -> None:
    rows = [("Interviewer" if i % 2 == 0 else "Candidate", " ".join(f"x{t}x".split())) for i, t in enumerate(texts)]
    found = parse_transcript("\n".join(f"{who}: {text}" for who, text in rows))
    assert [(u.speaker, u.text) for u in found.utterances] == rows


def test_sentences_broken_over_lines_are_put_together() -> None:
    found = parse_transcript(
        "Interviewer: How would you split it?\nCandidate: By time. I train on the past months, test on the following\n"
        "week, because a random split leaks.\n- first point\n- second point\nThen I would\nmeasure it.\n"
        "Interviewer: Fine.\nCandidate: Okay.",
        "talk.txt",
    ).utterances
    assert found[1].text == (
        "By time. I train on the past months, test on the following week, because a random split leaks.\n"
        "- first point\n- second point\nThen I would measure it."
    )


@pytest.mark.parametrize("rare", ["\u2028", "\x85", "\u2029"])
def test_rare_line_breaks_within_json_are_read(rare: str) -> None:
    rows = [{"role": role, "content": f"{text}{rare}And more."} for role, text in TALK]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    for text in (json.dumps(rows, ensure_ascii=False), *([] if rare == "\u2028" else [lines])):
        assert len(parse_transcript(text, "talk.json").utterances) == len(TALK)
