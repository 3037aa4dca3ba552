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
