"""`kopilka key`: make, list and revoke the keys of the machine interface."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import typer
from psycopg import AsyncConnection
from rich.console import Console
from rich.table import Table

from kopilka import clock, environment
from kopilka.api.keys import add_key, list_keys, revoke_key
from kopilka.checkout.service import Checkout, compiled_programs
from kopilka.postgres import database
from kopilka.secret import known_secret

app = typer.Typer(no_args_is_help=True, help="Keys of the machine interface: add, list, revoke.")

Connection = AsyncConnection[tuple[Any, ...]]


@app.command()
def add(
    program: str = typer.Argument(help="the program's name"),
    shop: str = typer.Argument(help="the shop's code, as receipts name it"),
    note: str = typer.Option("", help="what the key is for"),
) -> None:
    """Make a key for a shop and print it, this once."""

    async def made(checkout: Checkout, connection: Connection) -> str:
        tenant = checkout.tenants.get(program)
        if tenant is None:
            known = ", ".join(checkout.tenants)
            raise typer.BadParameter(f"there is no program «{program}»; known: {known}")
        _, secret = await add_key(connection, tenant.id, shop, note, clock.now())
        return secret

    typer.echo(_with_checkout(made))


@app.command("list")
def show() -> None:
    """List every key."""

    async def listed(_checkout: Checkout, connection: Connection) -> Table:
        table = Table("id", "program", "shop", "note", "made", "revoked")
        for key in await list_keys(connection):
            made = clock.write_moment(key.recorded_at, environment.time_zone())
            revoked = clock.write_moment(key.revoked_at, environment.time_zone()) if key.revoked_at else ""
            table.add_row(str(key.id), key.program, key.shop, key.note, made, revoked)
        return table

    Console().print(_with_checkout(listed))


@app.command()
def revoke(number: int = typer.Argument(help="the key's id, as `kopilka key list` shows it")) -> None:
    """Revoke a key; a running server follows within five seconds."""

    async def revoked(_checkout: Checkout, connection: Connection) -> bool:
        return await revoke_key(connection, number, clock.now())

    if not _with_checkout(revoked):
        typer.echo("There is no such key, or it is revoked already.", err=True)
        raise typer.Exit(1)


def _with_checkout(asked: Callable[[Checkout, Connection], Awaitable[Any]]) -> Any:  # noqa: ANN401
    async def run(dsn: str) -> object:
        checkout = Checkout(dsn, compiled_programs(), known_secret(environment.data_folder()))
        await checkout.start()
        try:
            async with checkout.connection() as connection:
                return await asked(checkout, connection)
        finally:
            await checkout.stop()

    with database(environment.data_folder()) as dsn:
        return asyncio.run(run(dsn))
