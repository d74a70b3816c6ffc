"""The command that opens the reading room."""

from __future__ import annotations

import click

from retold.cli.options import listed, print_json, with_corpus


@click.command()
@with_corpus
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8017, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
@click.option(
    "--team",
    metavar="FILE",
    help="For a team: who says who asks (a proxy, or OpenID Connect), and who may do what (docs/teams.md).",
)
@click.option(
    "--language", metavar="CODE,...", help="Labels in the first of these that has one, as in mk,en."
)
def serve(host: str, port: int, team: str | None, language: str | None, db: str, *, as_json: bool) -> None:
    """Open the reading room: the corpus as pages, in a browser on this machine.

    Beyond this machine (--host) a token is asked for; it is part of the address that is printed.
    """
    from retold import web

    def opened(address: str) -> None:
        if as_json:
            print_json({"address": address})
            return
        click.echo(f"Reading room: {address}")
        if "?token=" in address:
            click.echo("Whoever has this whole address can read every article here, and add some.")
        click.echo("Stop it with Ctrl-C.")

    web.serve(
        db,
        host=host,
        port=port,
        team=web.read_team(team) if team else None,
        languages=listed(language),
        on_open=opened,
    )
