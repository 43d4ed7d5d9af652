import knowledge  # noqa: F401  (numpy is told how many threads to use before anything loads it)
