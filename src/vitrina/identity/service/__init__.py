"""The door of identity: what other modules may ask and do."""

from vitrina.identity.rules import normal_email, require_adult
from vitrina.identity.service.handles import claim_handle, find_by_handle, handle_owners, people_by_handle
from vitrina.identity.service.people import (
    change_me,
    create_person,
    demo_people,
    give_capability,
    has_operator,
    joined_at,
    me_of,
    person_by_id,
    persons,
    turn_earning_off,
    turn_earning_on,
)
from vitrina.identity.service.sign_in import (
    ask_code,
    code_digits,
    codes_by_id,
    create_operator,
    find_by_credential,
    hash_password,
    set_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from vitrina.identity.service.tokens import create_token, delete_token, forget_old, list_tokens

__all__ = [
    "ask_code",
    "change_me",
    "claim_handle",
    "code_digits",
    "codes_by_id",
    "create_operator",
    "create_person",
    "create_token",
    "delete_token",
    "demo_people",
    "find_by_credential",
    "find_by_handle",
    "forget_old",
    "give_capability",
    "handle_owners",
    "has_operator",
    "hash_password",
    "joined_at",
    "list_tokens",
    "me_of",
    "normal_email",
    "people_by_handle",
    "person_by_id",
    "persons",
    "require_adult",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "turn_earning_off",
    "turn_earning_on",
]
