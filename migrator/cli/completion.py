"""`migrator completion SHELL`: the script by which a shell completes commands, options, formats and rules."""

from __future__ import annotations

import click

from migrator.cli.app import CONTEXT, cli


@click.command("completion", context_settings=CONTEXT)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes a shell complete commands, options, formats and the ids of rules.

    \b
    bash: eval "$(migrator completion bash)"        in ~/.bashrc
    zsh:  eval "$(migrator completion zsh)"         in ~/.zshrc, after compinit
    fish: migrator completion fish | source         in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    completion = found(cli, {}, "migrator", "_MIGRATOR_COMPLETE")
    # Its `source` asks the shell for its version; the script itself is all that is wanted.
    click.echo(completion.source_template % completion.source_vars())
