"""The command line: parse, call the library, print; one file a command.
Nothing here knows the law, and only here the clock is read.
"""
