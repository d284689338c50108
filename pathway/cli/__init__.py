"""The command line: parse, call the library, print. Nothing here knows the law, and only here the clock is read."""
