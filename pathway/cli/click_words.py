"""What click itself says, in the language asked for.

click asks the library gettext for its sentences, module by module. While a command line runs in
Chinese its modules ask the messages of the room `click` instead: gettext would want a compiled
catalogue and the language in the environment. Sentences that are not there, of a later click, stay
English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType

import click
from click import core, decorators, exceptions, formatting, parser, types

from pathway.base.phrases import Lang, messages, said

_MODULES: tuple[ModuleType, ...] = (core, decorators, exceptions, formatting, parser, types)


@contextmanager
def spoken(lang: Lang) -> Iterator[None]:
    """For a while click speaks a language."""
    words = {entry["en"]: entry[lang] for entry in messages("click").values()}

    def one(text: str) -> str:
        return words.get(text, text)

    def several(single: str, plural: str, n: int) -> str:
        return one(single if n == 1 else plural)

    with ExitStack() as stack:
        for module in _MODULES if lang != "en" else ():
            for name, own in (("_", one), ("ngettext", several)):
                if hasattr(module, name):
                    stack.callback(setattr, module, name, getattr(module, name))
                    setattr(module, name, own)
        yield


class _ChineseFormatter(click.HelpFormatter):
    """Help pages with full-width colons."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, said("zh", "click.usage") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")


class _ChineseContext(click.Context):
    formatter_class = _ChineseFormatter


def usage_in(command: click.Command, lang: Lang) -> click.Command:
    """The command, with those below it, whose pages of help are laid out for a language."""
    if lang == "zh":
        command.context_class = _ChineseContext
    command.options_metavar = said(lang, "click.whole.options")
    if isinstance(command, click.Group):
        command.subcommand_metavar = said(lang, "click.whole.command")
        for below in command.commands.values():
            usage_in(below, lang)
    return command


def whole(error: click.ClickException, lang: Lang) -> click.ClickException:
    """An error as one sentence, where click would put it together from English parts."""
    match error:
        case click.BadParameter(
            param=click.Parameter(type=click.IntRange(min=int() as least, max=int() as most))
        ) if not isinstance(error, click.MissingParameter):
            low, high = str(least), str(most)
            text = said(lang, "click.whole.within", name=_name(error), low=low, high=high)
        case _ if lang == "en":
            return error
        case click.MissingParameter(param=click.Parameter() as param):
            key = "option" if isinstance(param, click.Option) else "argument"
            text = said(lang, f"click.whole.missing-{key}", name=_name(error))
            if isinstance(param.type, click.Choice):
                names = tuple(map(str, param.type.choices))
                text = said(lang, "click.whole.one-of", text=text, names=names)
        case click.NoSuchOption():
            text = said(lang, "click.whole.no-option", name=error.option_name)
            if error.possibilities:
                text += said(lang, "errors.did-you-mean", name=error.possibilities[0])
        case click.BadParameter() if error.param is not None or error.param_hint:
            name, message = _name(error), error.message
            text = said(lang, "click.whole.value", name=name, message=message)
        case _:
            return error
    return click.UsageError(text, getattr(error, "ctx", None))


def _name(error: click.BadParameter) -> str:
    """The argument or option that an error is about."""
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param else "")
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")
