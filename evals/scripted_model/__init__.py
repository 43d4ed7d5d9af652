"""A scripted OpenAI-compatible server over real HTTP, which answers well or misbehaves on purpose: for tests and benches."""
