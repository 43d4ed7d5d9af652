"""A scripted OpenAI-compatible server over real HTTP, which answers well or fails on purpose: for tests, benches."""
