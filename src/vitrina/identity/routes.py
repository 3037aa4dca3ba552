"""Signing in and out, the own account, tokens."""

from typing import Any

from litestar import Request, Response, delete, get, patch, post, put
from litestar.di import Provide

from vitrina.identity import guards, service
from vitrina.identity.errors import (
    BirthDateFixed,
    BirthDateMissing,
    BrowserNeeded,
    CodeWrong,
    EarningByInvitation,
    HandleTaken,
    NotAllowed,
    PasswordWrong,
    PersonNotFound,
    SignInNeeded,
    TokenNotFound,
    TooManyTokens,
    TooYoung,
)
from vitrina.identity.model import (
    AskCode,
    AskToken,
    Capability,
    ChangeMe,
    CodeAsked,
    CorrectBirthDate,
    Credential,
    Me,
    NewToken,
    Person,
    PersonId,
    SetPassword,
    SignedIn,
    SignIn,
    Token,
    TokenId,
)
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import Page, client_address, fails
from vitrina.media.errors import ImageNotFound

TAGS = ["identity"]
# An answer that carries a secret is never kept for replaying.
SECRET = {NOT_REPLAYABLE: True}


@post(
    "/sign-in-codes",
    operation_id="askSignInCode",
    status_code=202,
    tags=TAGS,
    opt=SECRET,
    responses=fails(Malformed, TooManyRequests),
)
async def ask_code(
    request: Request[Any, Any, Any], data: AskCode, pool: Pool, settings: Settings
) -> CodeAsked:
    """Send a one-time code to an e-mail address. It signs in, and signs up who is new."""
    address = client_address(request.scope, is_behind_proxy=settings.is_behind_proxy)
    life_s = await service.ask_code(pool, data, address=address, now=clock.real_now())
    return CodeAsked(expires_in_s=life_s)


@post(
    "/sessions",
    operation_id="signIn",
    tags=TAGS,
    opt=SECRET,
    responses=fails(Malformed, CodeWrong, PasswordWrong, TooManyRequests),
)
async def sign_in(
    request: Request[Any, Any, Any], data: SignIn, pool: Pool, settings: Settings
) -> Response[SignedIn]:
    """Open a session with a one-time code or a password. The answer sets the cookie."""
    address = client_address(request.scope, is_behind_proxy=settings.is_behind_proxy)
    opened = await service.sign_in(
        pool, data, address=address, secret_key=settings.secret_key, now=clock.real_now()
    )
    async with pool.transaction() as db:
        me = await service.me_of(db, opened.person)
    cookie = guards.session_cookie(request, settings, opened.secret)
    return Response(
        SignedIn(me=me, is_new=opened.is_new, has_stayed=opened.has_stayed), status_code=201, cookies=[cookie]
    )


@delete(
    "/sessions/current",
    operation_id="signOut",
    tags=TAGS,
    dependencies={"credential": Provide(guards.credential)},
    responses=fails(SignInNeeded),
)
async def sign_out(
    request: Request[Any, Any, Any], person: Person, credential: Credential, pool: Pool, settings: Settings
) -> Response[None]:
    """Sign out here: ends the session or token that this request carries."""
    async with pool.transaction() as db:
        await service.sign_out(db, person.id, credential)
    return _without_cookie(request, settings)


@delete("/sessions", operation_id="signOutEverywhere", tags=TAGS, responses=fails(SignInNeeded))
async def sign_out_everywhere(
    request: Request[Any, Any, Any], person: Person, pool: Pool, settings: Settings
) -> Response[None]:
    """Sign out everywhere: ends every session and every token."""
    async with pool.transaction() as db:
        await service.sign_out_everywhere(db, person.id)
    return _without_cookie(request, settings)


def _without_cookie(request: Request[Any, Any, Any], settings: Settings) -> Response[None]:
    return Response(None, status_code=204, cookies=[guards.session_cookie(request, settings, None)])


@get("/me", operation_id="getMe", tags=TAGS, responses=fails(SignInNeeded))
async def get_me(person: Person, pool: Pool) -> Me:
    """Show the own account."""
    async with pool.transaction() as db:
        return await service.me_of(db, person)


@patch(
    "/me",
    operation_id="changeMe",
    tags=TAGS,
    responses=fails(SignInNeeded, HandleTaken, BirthDateFixed, ImageNotFound, Malformed),
)
async def change_me(person: Person, data: ChangeMe, pool: Pool) -> Me:
    """Change the own profile. Absent fields stay as they are."""
    async with pool.transaction() as db:
        changed = await service.change_me(db, person, data, now=clock.now())
        return await service.me_of(db, changed)


@put(
    "/people/{other:uuid}/birth-date",
    operation_id="correctBirthDate",
    status_code=204,
    tags=TAGS,
    dependencies={"operator": Provide(guards.require(Capability.OPERATE))},
    responses=fails(SignInNeeded, NotAllowed, PersonNotFound, Malformed),
)
async def correct_birth_date(other: PersonId, data: CorrectBirthDate, operator: Person, pool: Pool) -> None:
    """Correct the birth date that a person told, for operators who saw it proven."""
    async with pool.transaction() as db:
        await service.correct_birth_date(db, other, data.birth_date, operator=operator, now=clock.now())


@put(
    "/me/password",
    operation_id="setPassword",
    status_code=204,
    tags=TAGS,
    dependencies={"here": Provide(guards.browser)},
    responses=fails(SignInNeeded, BrowserNeeded, Malformed),
)
async def set_password(person: Person, here: Credential, data: SetPassword, pool: Pool) -> None:
    """Set a password. Every other session and every token of the account ends."""
    await service.set_password(pool, person, password=data.password, here=here)


@put(
    "/me/capabilities/earn",
    operation_id="turnEarningOn",
    tags=TAGS,
    responses=fails(SignInNeeded, BirthDateMissing, TooYoung, EarningByInvitation),
)
async def turn_earning_on(person: Person, pool: Pool, settings: Settings) -> Me:
    """Start to earn with clips and links. For people of 18 and older, or whom the operator invites."""
    is_open = settings.creators == "everyone"
    async with pool.transaction() as db:
        earning = await service.turn_earning_on(db, person, is_open=is_open, now=clock.now())
        return await service.me_of(db, earning)


@delete(
    "/me/capabilities/earn",
    operation_id="turnEarningOff",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded),
)
async def turn_earning_off(person: Person, pool: Pool) -> Me:
    """Stop to earn with clips. What was earned stays."""
    async with pool.transaction() as db:
        return await service.me_of(db, await service.turn_earning_off(db, person))


@post(
    "/tokens",
    operation_id="createToken",
    tags=TAGS,
    opt=SECRET,
    dependencies={"here": Provide(guards.browser)},
    responses=fails(SignInNeeded, BrowserNeeded, TooManyTokens, Malformed),
)
async def create_token(person: Person, here: Credential, data: AskToken, pool: Pool) -> NewToken:
    """Make a token for a program. It is shown this once."""
    async with pool.transaction() as db:
        return await service.create_token(db, person.id, data, now=clock.real_now(), here=here)


@get("/tokens", operation_id="listTokens", tags=TAGS, responses=fails(SignInNeeded))
async def list_tokens(person: Person, pool: Pool) -> Page[Token]:
    """List the own tokens, newest first; there are never more than 50."""
    async with pool.transaction() as db:
        return Page(items=await service.list_tokens(db, person.id, now=clock.real_now()))


@delete(
    "/tokens/{token:uuid}",
    operation_id="deleteToken",
    tags=TAGS,
    responses=fails(SignInNeeded, TokenNotFound),
)
async def delete_token(person: Person, token: TokenId, pool: Pool) -> None:
    """End one of the own tokens."""
    async with pool.transaction() as db:
        await service.delete_token(db, token_id=token, person_id=person.id)


ROUTES = [
    ask_code,
    sign_in,
    sign_out,
    sign_out_everywhere,
    get_me,
    change_me,
    correct_birth_date,
    set_password,
    turn_earning_on,
    turn_earning_off,
    create_token,
    list_tokens,
    delete_token,
]
