"""A letter in a real browser: written, published, read on a phone, replied to, moderated, answered; and its feed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from doorway.announcements.core.judging import MOST_LINKS
from doorway.announcements.models import Announcement, Reply
from tests.browser.conftest import OpenPage, Watch, axe
from tests.world import World

pytestmark = pytest.mark.browser

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TITLE = {"en": "Conferences begin on Thursday", "es": "Las conferencias empiezan el jueves"}
BODY = {
    "en": "Dear families,\n\n- Bring your child.\n- Bring your questions.",
    "es": "Estimadas familias:\n\n- Vengan con su hijo.\n- Traigan sus preguntas.",
}
SCRIPT = "<script>document.title = 'broken'</script> Gracias."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def publish(page: Page) -> None:
    """The office writes the letter in both languages, saves it, looks at it, and publishes it."""
    page.goto(reverse("new_letter"))
    for language in TITLE:
        page.locator(f"#id_title_{language}").fill(TITLE[language])
        page.locator(f"#id_body_{language}").fill(BODY[language])
    page.locator("#id_takes_replies").check()
    press(page, "Save")
    press(page, "Save it, then look it over to publish")
    for language in BODY:
        expect(page.locator(f"section[aria-labelledby=look-{language}]")).to_contain_text(TITLE[language])
    press(page, "Publish the letter")
    expect(page.get_by_text("Read it as everybody does")).to_be_visible()


def open_letter(page: Page, world: World) -> None:
    page.goto(reverse("letters_of", args=[world.district.code]))
    page.get_by_role("link", name=TITLE["es"]).click()
    expect(page.locator("h1")).to_have_text(TITLE["es"])


def reply(page: Page, text: str) -> None:
    """Nobody's page is answered within two seconds: a reader needs longer, and so does this test."""
    page.wait_for_timeout(2_100)
    page.locator("#id_name").fill("Rosa M.")
    page.locator("#id_text").fill(text)
    press(page, "Enviar la respuesta")


def of(page: Page, text: str) -> Page:
    """The part of the office's page about the reply with this text."""
    return page.locator("section.dw-reply", has_text=text)  # type: ignore[return-value]  # it finds like a page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_letter_is_written_read_replied_to_moderated_and_answered(
    open_world: World, browser_page: OpenPage, watch: Watch, scripts: bool
) -> None:
    watch.expected = ("422",)  # the reply with too many links, the one with a name
    world, links = open_world, " ".join(f"https://shop{number}.example" for number in range(MOST_LINKS + 1))
    office = browser_page(who=world.user("peggy"), scripts=scripts)
    publish(office)

    mother = browser_page(who=world.user("rosa"), size="phone", language="", scripts=scripts)
    open_letter(mother, world)
    expect(mother.locator(".dw-post__body")).to_contain_text("Traigan sus preguntas.")
    expect(mother.locator(".dw-post__body li")).to_have_count(2)

    # A farm of links is not taken: the page says why and keeps the words.
    reply(mother, f"Compre aquí {links}")
    expect(mother.locator(".govuk-error-summary")).to_contain_text(f"{MOST_LINKS} enlaces")
    expect(mother.locator("#id_text")).to_have_value(f"Compre aquí {links}")
    assert not Reply.objects.exists()

    for text in ("¿A qué hora cierra la puerta?", SCRIPT, "Mi vecino Mateo Morales corre por el pasillo."):
        reply(mother, text)
        expect(mother.get_by_text("Gracias. Alguien de la oficina")).to_be_visible()
        expect(mother.locator("ol.dw-replies")).to_have_count(0)
    axe(mother) if scripts else None

    # The office reads all three as text, and cannot show the one with a child's full name without a reason.
    office.goto(reverse("letter_replies"))
    expect(office.locator("section.dw-reply")).to_have_count(3)
    expect(office).not_to_have_title("broken")
    expect(of(office, "document.title")).to_be_visible()
    named = of(office, "Mateo Morales")
    expect(named).to_contain_text("This is the first and last name of a student: “Mateo Morales”.")
    axe(office) if scripts else None
    named.get_by_role("button", name="Show it", exact=True).click()
    expect(office.get_by_text("say why it may be shown")).to_be_visible()
    named.locator("input[name=reason]").fill("It names a child.")
    named.get_by_role("button", name="Do not show it").click()
    of(office, "document.title").locator("input[name=reason]").fill("Program code.")
    of(office, "document.title").get_by_role("button", name="Do not show it").click()
    asked = of(office, "¿A qué hora cierra la puerta?")
    asked.locator("textarea").fill("A las ocho de la noche.")
    # The reply is in another language than the office's page: nobody guesses in which the answer is.
    asked.locator("select[name=answer_language]").select_option("es")
    asked.get_by_role("button", name="Show it", exact=True).click()
    expect(office.locator("section.dw-reply")).to_have_count(0)

    # Everybody reads the question with the office's answer, and nothing of the other two.
    open_letter(mother, world)
    expect(mother.locator("ol.dw-replies li")).to_have_count(1)
    expect(mother.locator("ol.dw-replies")).to_contain_text("¿A qué hora cierra la puerta?")
    expect(mother.locator(".dw-reply__answer")).to_contain_text("A las ocho de la noche.")
    for gone in ("Mateo Morales", "document.title", "shop0"):
        expect(mother.locator("main")).not_to_contain_text(gone)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_refused_form_is_read_in_the_other_language_with_what_was_typed(
    open_world: World, browser_page: OpenPage, watch: Watch, scripts: bool
) -> None:
    watch.expected = ("422", "405")
    world, links = open_world, " ".join(f"https://shop{number}.example" for number in range(MOST_LINKS + 1))
    office = browser_page(who=world.user("peggy"), scripts=scripts)
    publish(office)
    mother = browser_page(who=world.user("rosa"), size="phone", language="", scripts=scripts)
    open_letter(mother, world)
    if scripts:
        # What is typed and not sent yet goes along, too, and only once.
        mother.locator("#id_text").fill("Una pregunta")
        press(mother, "English")
        expect(mother.locator("#id_text")).to_have_value("Una pregunta")
        mother.reload()
        expect(mother.locator("#id_text")).to_have_value("")
        press(mother, "Español")
    reply(mother, links)

    # What is changed after the refusal goes along where scripts run.
    mother.locator("#id_text").fill(f"{links} &\ngracias")
    press(mother, "English")

    expect(mother.locator("h1")).to_have_text(TITLE["en"])
    expect(mother.locator(".govuk-error-summary")).to_contain_text(f"{MOST_LINKS} links")
    expect(mother.locator("#id_name")).to_have_value("Rosa M.")
    expect(mother.locator("#id_text")).to_have_value(f"{links} &\ngracias" if scripts else links)
    assert not Reply.objects.exists()
    mother.wait_for_timeout(2_100)
    mother.locator("#id_text").fill("Gracias.")
    press(mother, "Send the reply")
    expect(mother.get_by_text("Somebody at the office reads your reply")).to_be_visible()

    # A letter that could not be saved asks nothing when only its language is changed: nothing is left behind.
    asked: list[str] = []
    office.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    office.goto(reverse("new_letter"))
    office.locator("#id_body_es").fill("Estimadas familias:")
    press(office, "Save")
    expect(office.locator(".govuk-error-summary")).to_be_visible()
    office.locator("#id_body_es").fill("Estimadas familias y amigos:")
    press(office, "Español")
    expect(office.locator("h1")).to_have_text("Una carta nueva")
    expect(office.locator("#id_body_es")).to_have_value(
        "Estimadas familias y amigos:" if scripts else "Estimadas familias:"
    )
    assert not asked

    # The address of the button, opened by a link.
    mother.goto(reverse("letter_reply", args=[world.district.code, Announcement.objects.get().slug]))
    expect(mother.locator("h1")).to_have_text("There is no page at this address")
    axe(mother) if scripts else None
    mother.get_by_role("link", name="Go to the page with the button").click()
    expect(mother.locator("h1")).to_have_text(TITLE["en"])


def test_leaving_a_letter_with_words_that_are_not_kept_asks_first(world: World, browser_page: OpenPage) -> None:
    page = browser_page(who=world.user("peggy"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    def leaves(address: str) -> bool:
        """Whether a click on the way back leads away, without a question."""
        asked.clear()
        page.locator("a.govuk-back-link").click(no_wait_after=True)
        for _moment in range(100):
            page.wait_for_timeout(100)
            if asked or urlsplit(page.url).path == address:
                break
        return not asked

    letters = reverse("write_letters")
    page.goto(reverse("new_letter"))
    assert leaves(letters)

    # Typed; and typed back to what it was.
    page.goto(reverse("new_letter"))
    page.locator("#id_title_en").fill(TITLE["en"])
    assert not leaves(letters)
    assert asked == ["beforeunload"]
    expect(page.locator("#id_title_en")).to_have_value(TITLE["en"])
    page.locator("#id_title_en").fill("")
    assert leaves(letters)

    # A box that was ticked. The switch of the language takes it along, and nothing is asked.
    page.goto(reverse("new_letter"))
    box = page.locator("#id_takes_replies")
    was = box.is_checked()
    box.set_checked(not was)
    assert not leaves(letters)
    asked.clear()
    page.locator("form[action='/language/'] button[lang=es]").click()
    expect(page.locator("h1")).to_have_text("Una carta nueva")
    assert not asked
    assert box.is_checked() is not was
    assert not leaves(letters)
    page.locator("form[action='/language/'] button[lang=en]").click()
    expect(page.locator("h1")).not_to_have_text("Una carta nueva")

    # A look keeps nothing, and a page that comes back with what is to be mended neither.
    for language in TITLE:
        page.locator(f"#id_title_{language}").fill(TITLE[language])
        page.locator(f"#id_body_{language}").fill(BODY[language])
    asked.clear()
    press(page, "See how it will look")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert not asked
    assert not leaves(letters)

    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert leaves(letters)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_feed_is_found_fetched_and_read_as_a_feed_reader_does(
    open_world: World, browser_page: OpenPage, language: str
) -> None:
    publish(browser_page(who=open_world.user("peggy")))
    letter = Announcement.objects.get()
    reader = browser_page(language=language)

    # A reader looks for the feed in the head of a page.
    reader.goto(reverse("letters_of", args=[open_world.district.code]))
    address = reader.locator("head link[rel='alternate'][type='application/atom+xml']").get_attribute("href")
    assert address
    answer = reader.request.get(urljoin(reader.url, address), headers={"Accept-Language": language})
    assert answer.ok
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.body())  # our own answer

    for name in ("id", "title", "updated"):
        assert feed.findtext(f"a:{name}", namespaces=ATOM)
    (entry,) = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == TITLE[language]
    # Each language is an entry of its own: a reader that follows both shows both.
    known = entry.findtext("a:id", namespaces=ATOM)
    assert (known == f"urn:uuid:{letter.pk}") == (language == "en")
    assert known
    assert known.startswith("urn:uuid:")
    content = entry.findtext("a:summary", namespaces=ATOM) or entry.findtext("a:content", namespaces=ATOM) or ""
    assert "<li>" in content
    assert BODY[language].splitlines()[0] in content
    assert "<script" not in content
    link = entry.find("a:link[@rel='alternate']", ATOM)
    assert link is not None
    reader.goto(urlsplit(link.attrib["href"]).path)
    expect(reader.locator("h1")).to_have_text(TITLE[language])


def test_a_tick_goes_along_with_what_was_ticked_and_not_with_its_place(
    open_world: World, browser_page: OpenPage
) -> None:
    """Several replies wait; another one comes in before the language of the page is changed."""
    world = open_world
    office = browser_page(who=world.user("peggy"))
    publish(office)
    letter, now = Announcement.objects.get(), timezone.now()

    def write(name: str, minutes_ago: int) -> Reply:
        return Reply.objects.create(
            district=letter.district, announcement=letter, name=name, text=f"De {name}", language="es",
            written_at=now - timedelta(minutes=minutes_ago),
        )  # fmt: skip

    first, second = write("Ana", 30), write("Luz", 20)
    office.goto(reverse("refuse_replies"))
    for box in office.locator("[name=reply]").all():
        box.set_checked(box.get_attribute("value") == str(second.pk))
    write("Eva", 40)
    first.delete()

    press(office, "Español")

    expect(office.locator("html")).to_have_attribute("lang", "es")
    ticked = [box.get_attribute("value") for box in office.locator("[name=reply]:checked").all()]
    assert ticked == [str(second.pk)]
