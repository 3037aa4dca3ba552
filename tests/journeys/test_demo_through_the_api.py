"""Who comes to a fresh demo: everybody that its ready file names gets in."""

from tests.journeys.conftest import Instance


def test_the_ready_file_of_a_demo_lets_every_person_in(instance: Instance) -> None:
    assert {"creator", "shop owner"} <= {person.role for person in instance.people}
    with instance.api() as client:
        for person in instance.people:
            by_token = client.get("/me", headers={"authorization": f"Bearer {person.token}"})
            by_password = client.post("/sessions", json={"email": person.login, "password": person.password})

            assert by_token.json()["handle"] == person.handle
            assert by_password.status_code == 201
            assert by_password.json()["me"]["handle"] == person.handle


def test_a_creator_of_a_fresh_demo_has_sold_something_elsewhere(instance: Instance) -> None:
    with instance.api("carla") as client:
        sales = client.get("/me/conversions").json()["items"]

    clip = instance.api().get(f"/clips/{sales[-1]['video_id']}").json()
    assert {"reported", "available"} <= {each["trust"] for each in sales}
    assert sales[-1]["product_title"] in {each["product"]["title"] for each in clip["external_products"]}
