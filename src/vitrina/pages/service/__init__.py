"""Verbs of pages."""

from vitrina.pages.service.people import list_around, list_people
from vitrina.pages.service.profiles import find_profile, get_profile
from vitrina.pages.service.sitemaps import listing
from vitrina.pages.service.web_pages import web_page

__all__ = ["find_profile", "get_profile", "list_around", "list_people", "listing", "web_page"]
