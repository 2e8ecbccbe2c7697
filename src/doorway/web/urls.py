"""Start page, help, privacy, sign-in."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.web import views
from doorway.web.sign_in import views as sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("home/", views.home, name="home"),
    path("kept/", views.kept_words, name="kept_words"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sign-in/", sign_in.ask_for_code, name="account_request_login_code"),
    path("sign-in/code/", sign_in.enter_code, name="account_confirm_login_code"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    # Names that the library asks for; every one of them leads to the one way in.
    path("sign-in/start/", sign_in.to_the_one_way, name="account_login"),
    path("sign-in/new/", sign_in.to_the_one_way, name="account_signup"),
    path("sign-in/inactive/", sign_in.to_the_one_way, name="account_inactive"),
]
