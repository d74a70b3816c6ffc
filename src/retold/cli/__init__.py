"""The command line: parse, call, show."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

import retold
from retold.cli import adding, asking, comparing, judging, keeping, naming, proving, serving, watching
from retold.cli.options import KEPT_ASIDE, USAGE
from retold.errors import RetoldError, UsageError
from retold.garbage import collect_seldom

COMMANDS = (
    adding.add,
    watching.watch,
    watching.new,
    watching.feed,
    comparing.events,
    comparing.stories,
    comparing.compare,
    asking.show,
    comparing.claim,
    comparing.diff,
    asking.said,
    comparing.figures,
    comparing.write_report,
    naming.entities,
    naming.entity,
    judging.judge,
    judging.judgements,
    judging.why,
    asking.search,
    proving.verify_file,
    serving.serve,
    proving.dump,
    keeping.failures,
    keeping.check,
    keeping.backup,
    keeping.copy,
    adding.doctor,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a failure of ours is one line on standard error."""
    collect_seldom()
    try:
        status = cli.main(args=arguments, prog_name="retold", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped. What was finished is kept; the same command goes on from there.", err=True)
        sys.exit(130)
    except RetoldError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(USAGE if isinstance(error, UsageError) else KEPT_ASIDE)
    except UnicodeEncodeError as error:  # an argument that is no UTF-8, an output that takes less than that
        unfit = error.object[error.start : error.end]
        click.echo(f"Error: {unfit!a} cannot be written in {error.encoding}", err=True)
        sys.exit(USAGE)
    except OSError as error:  # a full disk, a folder that is gone: nothing of ours
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {place}{error.strerror or error}", err=True)
        sys.exit(KEPT_ASIDE)
    sys.exit(status if isinstance(status, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(retold.__version__, prog_name="retold")
def cli() -> None:
    """Read news reports in any language and show who told what, and what changed on the way.

    Everything stays on this machine: no account, no key, no download.
    """


for _command in COMMANDS:
    cli.add_command(_command)
