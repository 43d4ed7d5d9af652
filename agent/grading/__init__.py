"""Grading conversations that were held elsewhere, with the reading and the rubric of the interview itself."""
