"""Reading the transcript of an interview held elsewhere, in whatever format it comes."""

from agent.transcript.model import BadTranscript, Transcript, Utterance
from agent.transcript.reading import parse_transcript, read_transcript

__all__ = ["BadTranscript", "Transcript", "Utterance", "parse_transcript", "read_transcript"]
