"""What the benchmark stands on: one embedded server with TPC-B's tables, ours, members with cards, and a key."""

import os
import subprocess

import django
import psycopg
from django.core.management import call_command
from django.db import connection

from kopilka import postgres
from kopilka.api.keys import digest_of
from tests.bench.baskets import MEMBERS, MODES, PROGRAM, SHOP, card_of

SCALE = 64
KEY = "kopilka_benchmark"

MEMBERS_SQL = """
insert into membership (program, id, account, profile, recorded_at)
select %(program)s, %(first)s + place, '{0,0,0,0,0,0}',
    json_build_object('registered', true, 'region', 'spb',
        'modes', json_build_array(json_build_object('since', 0, 'mode', mode, 'share', 300))), 0
from unnest(%(modes)s::text[]) with ordinality as drawn (mode, place)
"""
CARDS_SQL = """
insert into card (program, number, membership, state, recorded_at)
select %(program)s, number, %(first)s + place, 'active', 0
from unnest(%(cards)s::text[]) with ordinality as drawn (number, place)
"""


def prepare(server: postgres.Server) -> None:
    """Make both databases; `KOPILKA_DATABASE_URL` must name ours."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("create database tpcb")
    pgbench: list[str] = [
        str(server.binary("pgbench")),
        "--initialize",
        f"--scale={SCALE}",
        "--quiet",
        server.dsn_for("tpcb"),
    ]
    subprocess.run(pgbench, check=True, capture_output=True)
    migrate()
    add_members(server.dsn)


def migrate() -> None:
    """Make our tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def add_members(dsn: str) -> None:
    """Add the members of the benchmark, a third in each mode, and a key."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("insert into program (slug) values (%s) returning id", (PROGRAM,)).fetchone()
        numbers = connection.execute("select nextval('ledger_number') from generate_series(1, 10)").fetchone()
        if row is None or numbers is None:
            raise RuntimeError("the database answers nothing")
        modes = [MODES[member % len(MODES)] for member in range(MEMBERS)]
        shared = {"program": row[0], "first": numbers[0] - 1}
        connection.execute(MEMBERS_SQL, {**shared, "modes": modes})
        connection.execute(CARDS_SQL, {**shared, "cards": [card_of(member) for member in range(MEMBERS)]})
        connection.execute(
            "insert into api_key (program, shop, note, digest, recorded_at) values (%s, %s, '', %s, 0)",
            (row[0], SHOP, digest_of(KEY.encode())),
        )
        connection.execute("vacuum analyze membership, card")
