"""``python -m zorgzaam.dashboard [PORT]``: the dashboard without the command line's options."""

import sys

from zorgzaam.agents.errors import InputError
from zorgzaam.dashboard.serve import main

if __name__ == "__main__":
    try:
        told = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
        main(port=told, open_browser=False)
    except (InputError, ValueError) as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
