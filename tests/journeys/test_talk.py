"""Talking under a clip, on a phone: comment, answer, save, report, take down, block."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.fingers import wait_until_held
from vitrina.kit.ids import new_id


def a_clip(instance: Instance, *, but: str = "") -> dict[str, Any]:
    """A clip of the feed that is not of somebody."""
    with instance.api() as api:
        clips: list[dict[str, Any]] = api.get("/feed", params={"limit": 20}).json()["items"]
    return next(clip for clip in clips if clip["creator"]["handle"] != but)


def open_comments(page: Page, clip: dict[str, Any]) -> Locator:
    page.goto(f"/v/{clip['id']}")
    page.get_by_role("button", name=re.compile("^Comentarios")).first.click()
    sheet = page.get_by_role("dialog", name="Comentarios")
    expect(sheet).to_be_visible()
    return sheet


def say(sheet: Locator, text: str) -> None:
    field = sheet.get_by_role("textbox", name="Escribe un comentario")
    field.fill(text)
    field.press("Enter")
    expect(sheet.get_by_text(text, exact=True)).to_be_visible()


def test_a_comment_is_said_answered_liked_deleted_and_brought_back(phone: Page, instance: Instance) -> None:
    clip = a_clip(instance)
    sign_in(phone, instance, "ana")
    sheet = open_comments(phone, clip)
    text = f"¿Cuánto cuesta? {new_id().hex[-6:]}"

    say(sheet, text)
    row = sheet.get_by_role("article").filter(has_text=text)
    row.get_by_role("button", name="Responder").click()
    say(sheet, f"Ya lo vi {new_id().hex[-6:]}")
    like = row.get_by_role("button", name=re.compile("^Me gusta")).first
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")

    row.get_by_role("button", name=re.compile("^Opciones")).first.click()
    sheet.get_by_role("button", name="Borrar").click()
    expect(sheet.get_by_text(text, exact=True)).to_have_count(0)
    sheet.get_by_role("button", name="Deshacer").click()
    expect(sheet.get_by_text(text, exact=True)).to_be_visible()

    phone.go_back()
    expect(sheet).not_to_be_visible()
    expect(phone).to_have_url(re.compile(f"/v/{clip['id']}"))


def test_what_is_typed_while_a_comment_is_sent_stays(phone: Page, instance: Instance) -> None:
    sign_in(phone, instance, "ana")
    sheet, held = open_comments(phone, a_clip(instance)), list[Route]()
    field = sheet.get_by_role("textbox", name="Escribe un comentario")
    phone.route("**/comments", lambda route: held.append(route))  # noqa: PLW0108  It asks for a function.
    said = f"¿Lo hay en verde? {new_id().hex[-6:]}"
    field.fill(said)
    field.press("Enter")
    wait_until_held(phone, held, 1)

    field.fill("Y otra cosa")
    phone.unroute("**/comments")

    expect(sheet.get_by_role("article").filter(has_text=said)).to_be_visible()
    expect(sheet.get_by_role("button", name="Enviar")).to_be_enabled()
    expect(field).to_have_value("Y otra cosa")


def test_a_guest_reads_and_is_asked_to_sign_in_when_she_talks(phone: Page, instance: Instance) -> None:
    sheet = open_comments(phone, a_clip(instance))
    field = sheet.get_by_role("textbox", name="Escribe un comentario")
    field.fill("hola")
    field.press("Enter")

    expect(phone.get_by_role("dialog", name="Entra a Vitrina")).to_be_visible()


def test_a_saved_clip_stands_in_its_list(phone: Page, instance: Instance) -> None:
    clip = a_clip(instance)
    sign_in(phone, instance, "ana")
    phone.goto(f"/v/{clip['id']}")
    save = phone.get_by_role("button", name=re.compile("^Guardar")).first
    if save.get_attribute("aria-pressed") == "true":
        save.click()
        expect(save).to_have_attribute("aria-pressed", "false")

    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Agregar a una lista").click()
    name = f"Regalos {new_id().hex[-4:]}"
    phone.get_by_role("textbox", name="Lista nueva").fill(name)
    phone.get_by_role("button", name="Crear").click()
    expect(phone.get_by_role("checkbox", name=re.compile(name))).to_be_checked()

    phone.goto("/me/saved")
    phone.get_by_role("tab", name=re.compile(name)).click()
    expect(phone.locator(f"a[href='/v/{clip['id']}']")).to_be_visible()


def test_a_report_leads_to_a_decision_that_its_author_reads(
    phone: Page, desktop: Page, instance: Instance
) -> None:
    clip = a_clip(instance, but="carla.cafe")
    text = f"Gana dinero fácil {new_id().hex[-6:]}"
    with instance.api("carla") as api:
        said = api.post(f"/videos/{clip['id']}/comments", json={"id": str(new_id()), "text": text})
        assert said.status_code == 201, said.text
    sign_in(phone, instance, "ana")
    sheet = open_comments(phone, clip)
    row = sheet.get_by_role("article").filter(has_text=text)
    row.get_by_role("button", name=re.compile("^Opciones")).click()
    sheet.get_by_role("button", name="Denunciar").click()
    report = phone.get_by_role("dialog", name="Denunciar")
    report.get_by_role("radio", name="Estafa").check()
    report.get_by_role("button", name="Enviar denuncia").click()
    expect(phone.get_by_text("Gracias. Alguien lo revisará.")).to_be_visible()

    sign_in(desktop, instance, "davi")
    desktop.goto("/admin/reports")
    case = desktop.get_by_role("article", name=text)
    case.get_by_role("button", name="Retirar").click()
    expect(case).to_have_count(0)

    sheet = open_comments(phone, clip)
    expect(sheet.get_by_text(text, exact=True)).to_have_count(0)
    with instance.api("carla") as api:
        decisions = api.get("/me/decisions").json()["items"]
        assert [each["title"] for each in decisions][:1] == [text]
        told = instance.wait_for(
            lambda: [n for n in api.get("/me/notices").json()["items"] if n["kind"] == "taken_down"]
        )
    assert told[0]["url"] == "/settings/decisions"


def test_a_finger_that_rests_on_a_clip_opens_its_menu(phone: Page, instance: Instance) -> None:
    clip = a_clip(instance, but="eva.mira")
    sign_in(phone, instance, "eva")
    phone.goto(f"/v/{clip['id']}")
    cover = phone.get_by_role("button", name=re.compile("^(Pausar|Reproducir|Pausa)")).first
    expect(cover).to_be_visible()

    cover.dispatch_event("contextmenu")
    menu = phone.get_by_role("dialog", name="Más opciones")
    menu.get_by_role("button", name=re.compile("^Denunciar")).click()
    report = phone.get_by_role("dialog", name="Denunciar")
    report.get_by_role("radio", name="Spam").check()
    report.get_by_role("button", name="Enviar denuncia").click()

    expect(phone.get_by_text("Gracias. Alguien lo revisará.")).to_be_visible()


def test_who_is_blocked_leaves_the_feed_and_comes_back(phone: Page, instance: Instance) -> None:
    clip = a_clip(instance)
    handle = clip["creator"]["handle"]
    sign_in(phone, instance, "eva")
    phone.goto(f"/@{handle}")
    phone.get_by_role("button", name="Más opciones").click()
    phone.get_by_role("button", name="Bloquear").click()
    expect(phone.get_by_text("Bloqueaste a")).to_be_visible()

    phone.goto(f"/@{handle}")
    expect(phone.get_by_role("heading", name="Aquí ya no hay nada")).to_be_visible()

    phone.goto("/settings/people")
    phone.get_by_role("button", name="Desbloquear").click()
    expect(phone.get_by_text("No has bloqueado a nadie")).to_be_visible()
    phone.goto(f"/@{handle}")
    expect(phone.get_by_role("heading", name=clip["creator"]["name"], exact=True)).to_be_visible()
