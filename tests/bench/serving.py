"""A process that serves as `kopilka run` does, without its database and its demonstration.

python -m tests.bench.serving PORT      # prints « ready »
"""

import sys

from kopilka.commands.serving import serve

if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[1]), lambda: print("ready", flush=True))
