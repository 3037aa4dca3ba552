"""`vitrina admin`: what only who runs the machine may do."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from vitrina.cli import instance
from vitrina.cli.console import Stopped, say
from vitrina.kit.config import Settings
from vitrina.kit.places import Language


def add_options(parser: ArgumentParser) -> None:
    """Describe the command line."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    create = actions.add_parser("create-operator", help="let a person look after this instance")
    create.add_argument("--email", required=True, help="whose; the account is made if there is none")
    create.add_argument("--language", choices=list(Language), default=Language.EN, help="of a new account")
    instance.add_folder(create)


def run(arguments: Namespace) -> int:
    """Make the operator and print a one-time code to sign in with."""
    with instance.database(instance.settings_of_existing(arguments, os.environ)) as settings:
        code = asyncio.run(create_operator(settings, arguments.email, Language(arguments.language)))
    say(f"  {arguments.email} operates this instance.")
    say(f"  Sign in within ten minutes at {settings.base_url}/sign-in with this e-mail and the code {code}")
    return 0


async def create_operator(settings: Settings, email: str, language: Language) -> str:
    """Make a person an operator. Returns a one-time code. Raises Stopped for what is no e-mail address."""
    from vitrina.identity import service as identity
    from vitrina.kit import clock
    from vitrina.kit.db import Pool
    from vitrina.kit.errors import Malformed

    async with Pool(settings.database_url) as pool:
        try:
            async with pool.transaction() as db:
                _, code = await identity.create_operator(
                    db, email=email, language=language, secret_key=settings.secret_key, now=clock.real_now()
                )
        except Malformed:
            raise Stopped(f"{email} is not an e-mail address.") from None
    return code
