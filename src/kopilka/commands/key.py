"""`kopilka key`: make, list and revoke the keys of the machine interface."""

import typer
from rich.console import Console
from rich.table import Table

from kopilka import clock, environment
from kopilka.api.keys import ListedKey, add_key, list_keys, revoke_key
from kopilka.checkout.orders import Tenant
from kopilka.checkout.service import Checkout
from kopilka.commands.member import PROGRAM, with_checkout, with_connection

app = typer.Typer(no_args_is_help=True, help="Keys of the machine interface: add, list, revoke.")


@app.command()
def add(
    program: str = PROGRAM,
    shop: str = typer.Argument(help="the shop's code, as receipts name it"),
    note: str = typer.Option("", help="what the key is for"),
) -> None:
    """Make a key for a shop and print it, this once."""

    async def made(checkout: Checkout, tenant: Tenant) -> str:
        async with checkout.connection() as connection:
            _, secret = await add_key(connection, tenant.id, shop, note, clock.now())
        return secret

    typer.echo(with_checkout(program, made))


@app.command("list")
def show() -> None:
    """List every key."""
    table = Table("id", "program", "shop", "note", "made", "revoked")
    for key in with_connection(list_keys):
        table.add_row(str(key.id), key.program, key.shop, key.note, _when(key.recorded_at), _revoked(key))
    Console().print(table)


@app.command()
def revoke(number: int = typer.Argument(help="the key's id, as `kopilka key list` shows it")) -> None:
    """Revoke a key; a running server follows within five seconds."""
    if not with_connection(lambda connection: revoke_key(connection, number, clock.now())):
        typer.echo("There is no such key, or it is revoked already.", err=True)
        raise typer.Exit(1)


def _when(moment: int) -> str:
    return clock.write_moment(moment, environment.time_zone())


def _revoked(key: ListedKey) -> str:
    return "" if key.revoked_at is None else _when(key.revoked_at)
