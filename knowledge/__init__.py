"""What the interviewer knows, and finding it."""

import os

# Before numpy is loaded. The products here are small, and threads that wait for one another in loops would take the
# processors from whatever else is at work: `python -m evals.bench_workers`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
