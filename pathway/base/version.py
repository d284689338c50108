"""The release number, in one place."""

VERSION = "0.1.0"
