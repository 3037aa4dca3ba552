"""Taking one's data along, leaving, and coming back, on a phone; and a link to a comment."""

import json
import re
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_screens import SHIFT_MAX, ask
from tests.journeys.test_talk import a_clip
from tests.journeys.walking import (
    an_email,
    be_patient,
    button,
    field,
    mails_to,
    next_code,
    says,
    sign_in_with_code,
    words,
)
from vitrina.kit.ids import new_id


def test_a_person_takes_her_data_along(phone: Page, instance: Instance) -> None:
    be_patient(phone)
    email = an_email("lleva")
    phone.goto("/sign-in")
    sign_in_with_code(phone, instance, email)
    phone.goto("/settings")
    phone.get_by_role("link", name=re.compile(words("data.title"))).click()
    expect(phone).to_have_url(re.compile("/settings/data$"))

    button(phone, "data.ask").click()
    says(phone, "data.ready_title")
    with phone.expect_download() as begun:
        phone.get_by_role("link", name=re.compile("^Descargar")).click()

    with ZipFile(begun.value.path()) as archive:
        [profile] = json.loads(archive.read("data/identity/profile.json"))
        assert profile["email"] == email
        assert "Vitrina" in archive.read("README.txt").decode()
    assert begun.value.suggested_filename.endswith(".zip")
    mails = instance.wait_for(
        lambda: [mail for mail in mails_to(instance, email) if "/settings/data" in mail["text"]]
    )
    assert mails


def test_a_person_leaves_is_out_of_sight_and_comes_back(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    be_patient(phone)
    email = an_email("vete")
    phone.goto("/sign-in")
    sign_in_with_code(phone, instance, email)
    handle = phone.evaluate("async () => (await (await fetch('/api/v1/me')).json()).handle")
    desktop.goto(f"/@{handle}")
    expect(desktop.get_by_role("heading", level=1).first).to_be_visible()

    phone.goto("/settings/deletion")
    for heading in ("deletion.goes_title", "deletion.stays_title"):
        says(phone, heading)
    before = mails_to(instance, email)
    button(phone, "sign_in.send_code").click()
    code = next_code(instance, email, after=before)
    field(phone, "sign_in.code").fill("000000" if code != "000000" else "111111")
    button(phone, "deletion.confirm").click()
    expect(field(phone, "sign_in.code")).to_have_attribute("aria-invalid", "true")
    expect(field(phone, "sign_in.code")).to_be_focused()
    field(phone, "sign_in.code").fill(code)
    button(phone, "deletion.confirm").click()

    says(phone, "deletion.done_title")
    phone.goto("/me")
    expect(field(phone, "field.email")).to_be_visible()
    with instance.api() as api:
        assert api.get(f"/profiles/{handle}").status_code == 404
    phone.goto("/sign-in")
    sign_in_with_code(phone, instance, email)
    says(phone, "sign_in.stayed")
    with instance.api() as api:
        assert api.get(f"/profiles/{handle}").status_code == 200


def test_a_seller_is_told_what_to_end_first(phone: Page, instance: Instance) -> None:
    be_patient(phone)
    sign_in(phone, instance, "bruno")

    phone.goto("/settings/deletion")

    says(phone, "deletion.blocked_title")
    expect(button(phone, "sign_in.send_code")).to_have_count(0)
    expect(phone.locator("main form")).to_have_count(0)


def test_a_link_to_a_comment_leads_there_also_to_an_answer(phone: Page, instance: Instance) -> None:
    be_patient(phone)
    clip = a_clip(instance)
    with instance.api("ana") as api:
        ids = [str(new_id()) for _ in range(26)]
        for number, comment_id in enumerate(ids):
            said = api.post(
                f"/videos/{clip['id']}/comments",
                json={"id": comment_id, "text": f"Pregunta {number} {comment_id[-6:]}"},
            )
            if said.status_code == 429:
                ids = ids[:number]
                break
            assert said.status_code == 201, said.text
        answer_id = str(new_id())
    with instance.api("carla") as api:
        answer = api.post(
            f"/videos/{clip['id']}/comments",
            json={"id": answer_id, "text": f"Respuesta {answer_id[-6:]}", "parent_id": ids[0]},
        )
        assert answer.status_code == 201, answer.text

    for comment_id in (ids[0], answer_id):
        phone.goto(f"/v/{clip['id']}?comment={comment_id}")
        asked = phone.locator(f"#comment-{comment_id}")
        expect(asked).to_be_in_viewport()
        expect(asked).to_have_attribute("aria-current", "true")
        expect(asked).to_be_focused()
        expect(asked.get_by_text(words("talk.asked"))).to_be_visible()
        assert ask(phone, "jumps", lessThan=SHIFT_MAX) == []

    with instance.api("carla") as api:
        assert api.delete(f"/comments/{answer_id}").status_code == 204
    phone.goto(f"/v/{clip['id']}?comment={answer_id}")
    says(phone, "talk.gone")
