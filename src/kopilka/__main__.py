"""`python -m kopilka` is the command `kopilka`."""

from kopilka.cli import app

if __name__ == "__main__":
    app()
