"""The command line."""


def main() -> None:
    from migrator.cli.app import cli

    cli()
