"""assess interview: the questions of the operating model, asked and recorded."""

from __future__ import annotations

from pathlib import Path

import click

from assess.commands import CommandError, Shared
from assess.commands.opening import file_argument, model_for, opened, round_option
from assess.program import line


@click.command("interview")
@file_argument
@click.option("--role", metavar="ROLE", help="The role of the person who answers.")
@click.option("--respondent", metavar="NAME", help="Who answers.")
@click.option("--plain", is_flag=True, help="Line by line, complete for screen readers, without the app.")
@round_option
@click.pass_context
def command(
    context: click.Context, file: Path, role: str | None, respondent: str | None, plain: bool, round_id: int | None
) -> int | None:
    """Ask one person the questions of their role and record the answers in FILE.

    Every answer is on disk before the next question; the next interview goes on where this one ended. Without --plain
    the app opens, on the questions of --role and with --respondent answering. The letters mean the same in both.
    What the room agreed on, labels of targets and suppressions are recorded without the app by `answers --from`.
    """
    if not plain:
        return _in_the_app(context, file, role, respondent, round_id)
    from assess.commands.conversation import Conversation
    from assess.commands.practices import role_named

    with opened(file, write=True, round_id=round_id) as engagement:
        model = model_for(context, engagement)
        if role is not None:
            role_named(model, role)
        conversation = Conversation(engagement, model)
        try:
            conversation.hold(role_named(model, role) if role else None, respondent)
        except EOFError:
            pass
        except KeyboardInterrupt:
            raise CommandError("stopped; everything that was answered is saved", exit_code=130) from None
        finally:
            conversation.close()
    click.echo(f"\n{conversation.saved} saved. Go on with: {line('interview', file)} --plain")
    return None


def _in_the_app(
    context: click.Context, file: Path, role: str | None, respondent: str | None, round_id: int | None
) -> int:
    from assess.commands.open import run_app
    from assess.tui.seat import Seat

    chosen = None
    if role is not None:
        from assess.commands.practices import role_named

        with opened(file, write=False, round_id=round_id) as engagement:
            chosen = role_named(model_for(context, engagement), role)
    shared = context.find_object(Shared)
    return run_app(
        file,
        view="interview",
        round_id=round_id,
        questionnaires=shared.questionnaires if shared is not None else None,
        seat=Seat(chosen, (respondent or "").strip()),
    )
