"""The examiner that has a language model behind it: any server that speaks OpenAI's chat completions."""
