"""The whiteboard: a candidate's Mermaid source as a diagram, what the diagram shows, and a safe drawing of it."""

from agent.board.diagram import LARGEST, BadBoard, Diagram, parse_board, size_problem
from agent.board.drawing import drawing
from agent.board.fences import board_in, fenced, without_board
from agent.board.reading import BoardReading, questions, read_board
from agent.board.roles import is_starter, starters

__all__ = [
    "LARGEST",
    "BadBoard",
    "BoardReading",
    "Diagram",
    "board_in",
    "drawing",
    "fenced",
    "is_starter",
    "parse_board",
    "questions",
    "read_board",
    "size_problem",
    "starters",
    "without_board",
]
