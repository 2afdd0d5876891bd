"""Speed and memory, measured with one command: `python -m benchmarks` (`make bench`)."""
