"""`python -m pathway`: the same as the `pathway` command."""

from pathway.cli.main import main

if __name__ == "__main__":
    main()
