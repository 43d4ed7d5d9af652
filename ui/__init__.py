"""How people meet the interviewer: the web app. Nothing else imports gradio."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
