"""Settings fail loudly, and before anything starts."""

from pathlib import Path

import pytest

from vitrina.kit.config import Settings, SettingWrong, load_settings, to_environ, with_secret_key


def test_settings_come_from_the_environment_and_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 40 + "\n")

    settings = load_settings(
        {"VITRINA_PORT": "9000", "VITRINA_IS_DEMO": "true", "VITRINA_SECRET_KEY_FILE": str(secret)}
    )

    assert (settings.port, settings.is_demo, settings.secret_key) == (9000, True, "s" * 40)


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"VITRINA_PORT": "web"}, "port"),
        (
            {"VITRINA_STORAGE_URL": "s3://files", "VITRINA_PRIVATE_STORAGE_URL": "s3://files"},
            "VITRINA_PRIVATE_STORAGE_URL",
        ),
        ({"VITRINA_PORT": "70000"}, "VITRINA_PORT"),
        ({"VITRINA_PORT": "65534"}, "VITRINA_PORT"),
        ({"VITRINA_RTMP_PORT": "8001"}, "VITRINA_RTMP_PORT"),
        ({"VITRINA_LIVE_BASE_URL": "live.example"}, "VITRINA_LIVE_BASE_URL"),
        ({"VITRINA_LIVE_ROOMS_MAX": "0"}, "VITRINA_LIVE_ROOMS_MAX"),
        ({"VITRINA_LIVE_BITRATE_MAX_BPS": "1"}, "VITRINA_LIVE_BITRATE_MAX_BPS"),
        ({"VITRINA_PROT": "9000"}, "VITRINA_PROT"),
        ({"VITRINA_BASE_URL": "vitrina.example"}, "VITRINA_BASE_URL"),
        ({"VITRINA_SECRET_KEY": "short"}, "VITRINA_SECRET_KEY"),
        ({"VITRINA_TLS_DIR": "tls", "VITRINA_IS_DEMO": "true"}, "VITRINA_TLS_DIR"),
        ({"VITRINA_TLS_DIR": "tls", "VITRINA_BASE_URL": "https://shop.example"}, "VITRINA_TLS_DIR"),
        ({"VITRINA_DEFAULT_PLAN_BPS": "300"}, "VITRINA_DEFAULT_PLAN_BPS"),
        ({"VITRINA_PLATFORM_FEE_BPS": "9000"}, "VITRINA_PLATFORM_FEE_BPS"),
        ({"VITRINA_SPONSORSHIP_FEE_BPS": "5001"}, "VITRINA_SPONSORSHIP_FEE_BPS"),
        ({"VITRINA_SPONSORSHIP_REVIEW_DAYS": "0"}, "VITRINA_SPONSORSHIP_REVIEW_DAYS"),
        ({"VITRINA_EMBED_ORIGINS": "https://a.example; script-src *"}, "VITRINA_EMBED_ORIGINS"),
        ({"VITRINA_EMBED_ORIGINS": "blog.example"}, "VITRINA_EMBED_ORIGINS"),
        ({"VITRINA_SECRET_KEY_FILE": "/nowhere/at/all"}, "VITRINA_SECRET_KEY_FILE"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], names: str) -> None:
    with pytest.raises(SettingWrong, match=names):
        load_settings(environ)


def test_a_child_process_reads_what_its_parent_had() -> None:
    settings = Settings(port=9000, is_demo=True, secret_key="k" * 40, platform_fee_bps=800)

    assert load_settings(to_environ(settings)) == settings


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = with_secret_key(Settings(data_dir=tmp_path))
    second = with_secret_key(Settings(data_dir=tmp_path))

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "secret-key"]


@pytest.mark.parametrize(
    ("settings", "live_url"),
    [
        (Settings(), "http://localhost:8001"),
        (Settings(port=9000, base_url="http://[::1]:9000"), "http://[::1]:9001"),
        (Settings(base_url="https://shop.example"), "https://shop.example"),
        (Settings(live_base_url="https://live.example/"), "https://live.example"),
    ],
)
def test_live_films_are_on_the_next_port_or_behind_the_same_proxy(settings: Settings, live_url: str):
    assert settings.live_url == live_url
