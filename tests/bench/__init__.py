"""What is fast and what is not: `python -m tests.bench NAME…`, each figure beside a baseline from the same run."""
