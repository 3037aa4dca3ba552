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
    create.set_defaults(act=_create_operator)
    invite = actions.add_parser("invite-creator", help="let a person earn where VITRINA_CREATORS=invited")
    invite.add_argument("--email", required=True, help="whose account; of age")
    instance.add_folder(invite)
    invite.set_defaults(act=_invite_creator)


def run(arguments: Namespace) -> int:
    """Do what was asked."""
    return arguments.act(arguments)


def _create_operator(arguments: Namespace) -> int:
    """Make the operator and print a one-time code to sign in with."""
    with instance.database(instance.settings_of_existing(arguments, os.environ)) as settings:
        code = asyncio.run(create_operator(settings, arguments.email, Language(arguments.language)))
    say(f"  {arguments.email} operates this instance.")
    say(f"  Sign in within ten minutes at {settings.base_url}/sign-in with this e-mail and the code {code}")
    return 0


def _invite_creator(arguments: Namespace) -> int:
    """Turn a person's earning on."""
    with instance.database(instance.settings_of_existing(arguments, os.environ)) as settings:
        asyncio.run(invite_creator(settings, arguments.email))
    say(f"  {arguments.email} earns from now on.")
    return 0


async def invite_creator(settings: Settings, email: str) -> None:
    """Let a person earn. Raises Stopped when nobody has the address, or who has it is not of age."""
    from vitrina.identity import service as identity
    from vitrina.identity.errors import BirthDateMissing, TooYoung
    from vitrina.kit import clock
    from vitrina.kit.db import Pool

    async with Pool(settings.database_url) as pool, pool.transaction() as db:
        person = await identity.find_by_email(db, email)
        if person is None:
            raise Stopped(f"Nobody has the address {email}.")
        try:
            await identity.turn_earning_on(db, person, is_open=True, now=clock.real_now())
        except (BirthDateMissing, TooYoung) as e:
            raise Stopped(f"{email}: {e}") from None


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
