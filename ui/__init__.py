"""How people meet the interviewer: the web app. Nothing else imports gradio."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
os.environ.setdefault("MPLBACKEND", "agg")  # gradio asks for it at every event; finding one out imports all of pyplot
