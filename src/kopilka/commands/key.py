"""`kopilka key`: make, list and revoke the keys of the machine interface."""

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kopilka import clock, environment
from kopilka.api.keys import ListedKey, add_key, list_keys, revoke_key
from kopilka.checkout.orders import Tenant
from kopilka.checkout.service import Checkout
from kopilka.commands.member import PROGRAM, with_checkout, with_connection
from kopilka.engine.messages import check_name

app = typer.Typer(no_args_is_help=True, help="Keys of the machine interface: add, list, revoke.")

WIDTH = 1000
"""Wider than any list: a terminal may break a line, but nothing is cut, least of all for a program that reads it."""


@app.command()
def add(
    program: str = PROGRAM,
    shop: str = typer.Argument(help="the shop's code, as receipts name it"),
    note: str = typer.Option("", help="what the key is for"),
) -> None:
    """Make a key for a shop and print it, this once."""

    async def made(checkout: Checkout, tenant: Tenant) -> str:
        check_name(shop, "shop")
        async with checkout.connection() as connection:
            _, secret = await add_key(connection, tenant.id, shop, note, clock.now())
        return secret

    typer.echo(with_checkout(program, made))


@app.command("list")
def show() -> None:
    """List every key."""
    table = Table("id", "program", "shop", "note", "made", "revoked")
    for key in with_connection(list_keys):
        row = (str(key.id), key.program, key.shop, key.note, _when(key.recorded_at), _revoked(key))
        table.add_row(*map(_as_it_is, row))
    Console(width=WIDTH).print(table)


@app.command()
def revoke(number: int = typer.Argument(help="the key's id, as `kopilka key list` shows it")) -> None:
    """Revoke a key; a running server follows within five seconds."""
    if not with_connection(lambda connection: revoke_key(connection, number, clock.now())):
        typer.echo("There is no such key, or it is revoked already.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Key {number} is revoked. A running server refuses it within five seconds.")


def _as_it_is(text: str) -> Text:
    """Return a text in which square brackets mean nothing, and no letter moves the cursor."""
    return Text("".join(letter if letter.isprintable() else " " for letter in text))


def _when(moment: int) -> str:
    return clock.write_moment(moment, environment.time_zone())


def _revoked(key: ListedKey) -> str:
    return "" if key.revoked_at is None else _when(key.revoked_at)
