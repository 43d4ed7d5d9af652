# docker build -t greenroom . && docker run -p 7860:7860 -v greenroom:/var/lib/greenroom greenroom
FROM python:3.11-slim

# Hugging Face runs a Space as user 1000. What a volume is first filled with keeps its owner.
RUN useradd --create-home --uid 1000 greenroom \
 && mkdir /app /var/lib/greenroom \
 && chown greenroom:greenroom /app /var/lib/greenroom
USER greenroom
WORKDIR /app
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    GREENROOM_HOME=/var/lib/greenroom \
    GREENROOM_HOST=0.0.0.0 \
    GREENROOM_PORT=7860

COPY --chown=greenroom:greenroom requirements.lock ./
RUN python -m venv .venv \
 && pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY --chown=greenroom:greenroom pyproject.toml README.md LICENSE ./
COPY --chown=greenroom:greenroom agent agent
COPY --chown=greenroom:greenroom rubrics rubrics
COPY --chown=greenroom:greenroom knowledge knowledge
COPY --chown=greenroom:greenroom ui ui
COPY --chown=greenroom:greenroom evals evals
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e .

# The index and the vectors are in the image: the first start has nothing to build.
RUN greenroom index

VOLUME /var/lib/greenroom
EXPOSE 7860
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/', timeout=5)"]
CMD ["greenroom", "serve"]
