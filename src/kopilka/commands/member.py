"""`kopilka member`: register a member, show one, block or close a card."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import msgspec
import typer

from kopilka import clock, environment
from kopilka.api.answering import whole_member
from kopilka.checkout.orders import Tenant
from kopilka.checkout.reading import identified
from kopilka.checkout.service import Checkout, compiled_programs
from kopilka.commands.trouble import said_plainly
from kopilka.engine.messages import Registration, Who
from kopilka.ledger.connections import Connection, connect
from kopilka.members.cards import CardState
from kopilka.postgres import database

app = typer.Typer(no_args_is_help=True, help="Members and cards: add, show, block, unblock, close.")

T = TypeVar("T")
PROGRAM = typer.Argument(help="the program's name")
IDENTIFIER = typer.Argument(help="card:…, phone:… or id:…")
CARD = typer.Argument(help="the card's number")


@app.command()
def add(
    program: str = PROGRAM,
    card: str | None = typer.Option(None, help="13 digits; without it a new card is issued"),
    phone: str | None = typer.Option(None, help="with the country code"),
    birth_date: str | None = typer.Option(None, help="YYYY-MM-DD"),
    region: str | None = typer.Option(None, help="the region of issue"),
    mode: str | None = typer.Option(None, help="a mode of the program"),
) -> None:
    """Register a member with a card and print its number."""

    async def registered(checkout: Checkout, tenant: Tenant) -> str:
        message = Registration(
            at=clock.write_moment(clock.now(), tenant.program.zone),
            member=Who(card=card, phone=phone),
            birth_date=birth_date,
            region=region,
            mode=mode,
        )
        return (await checkout.register(tenant, message)).card

    typer.echo(with_checkout(program, registered))


@app.command()
def show(program: str = PROGRAM, identifier: str = IDENTIFIER) -> None:
    """Print a member's balance as JSON."""

    async def found(checkout: Checkout, tenant: Tenant) -> bytes:
        state = await checkout.member(tenant, identified(identifier))
        cards = await checkout.cards(tenant, state.id)
        answer = whole_member(tenant.program, state, cards, clock.now())
        return msgspec.json.format(msgspec.json.encode(answer))

    typer.echo(with_checkout(program, found).decode())


@app.command()
def block(program: str = PROGRAM, card: str = CARD) -> None:
    """Block a card; its account stays as it is."""
    _change(program, card, "blocked")


@app.command()
def unblock(program: str = PROGRAM, card: str = CARD) -> None:
    """Make a blocked card active."""
    _change(program, card, "active")


@app.command()
def close(program: str = PROGRAM, card: str = CARD) -> None:
    """Close a card for ever."""
    _change(program, card, "closed")


def _change(program: str, card: str, state: CardState) -> None:
    async def changed(checkout: Checkout, tenant: Tenant) -> int:
        return await checkout.change_card(tenant, card, state)

    with_checkout(program, changed)
    typer.echo(f"The card is {state}.")


def with_connection(asked: Callable[[Connection], Awaitable[T]]) -> T:
    """Ask something of the database."""

    async def run(dsn: str) -> T:
        connection = await connect(dsn)
        try:
            return await asked(connection)
        finally:
            await connection.close()

    return _asked(run)


def with_checkout(program: str, asked: Callable[[Checkout, Tenant], Awaitable[T]]) -> T:
    """Ask something of a checkout of its own."""

    async def run(dsn: str) -> T:
        checkout = Checkout(dsn, compiled_programs())
        await checkout.start()
        try:
            tenant = checkout.tenants.get(program)
            if tenant is None:
                known = ", ".join(checkout.tenants)
                raise typer.BadParameter(f"there is no program «{program}»; known: {known}")
            return await asked(checkout, tenant)
        finally:
            await checkout.stop()

    return _asked(run)


def _asked(run: Callable[[str], Coroutine[Any, Any, T]]) -> T:
    """Run on the database."""
    with said_plainly(), database(environment.data_folder()) as dsn:
        return asyncio.run(run(dsn))
    raise AssertionError  # said_plainly lets nothing pass
