"""Letters: what everybody reads, and what offices write and moderate."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from doorway.announcements.views import paper, public, replies, sending, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("letters/", public.letters, name="letters"),
    path("d/<slug:district_code>/letters/", public.letters_of, name="letters_of"),
    path("d/<slug:district_code>/letters/feed.atom", public.feed, name="letter_feed"),
    path("d/<slug:district_code>/letters/<slug:slug>/", public.letter, name="letter_of"),
    path("d/<slug:district_code>/letters/<slug:slug>/reply/", public.reply, name="letter_reply"),
    path("office/letters/", writing.mine, name="write_letters"),
    path("office/letters/new/", writing.new, name="new_letter"),
    path("office/letters/replies/", replies.waiting, name="letter_replies"),
    path("office/letters/replies/<uuid:reply_id>/show/", replies.show_reply, name="show_reply"),
    path("office/letters/replies/<uuid:reply_id>/private/", replies.keep_reply_private, name="keep_reply_private"),
    path("office/letters/replies/<uuid:reply_id>/refuse/", replies.refuse_reply, name="refuse_reply"),
    path("office/letters/replies/refuse/", replies.refuse_replies, name="refuse_replies"),
    path("office/letters/<uuid:letter_id>/", writing.edit, name="edit_letter"),
    path("office/letters/<uuid:letter_id>/look/", sending.look, name="look_at_letter"),
    path("office/letters/<uuid:letter_id>/publish/", sending.publish, name="publish_letter"),
    path("office/letters/<uuid:letter_id>/send/", sending.send, name="send_letter"),
    path("office/letters/<uuid:letter_id>/on-paper/", paper.on_paper, name="letter_on_paper"),
    path("office/letters/<uuid:letter_id>/on-paper.csv", paper.on_paper_csv, name="letter_on_paper_csv"),
]
