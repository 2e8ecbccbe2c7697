"""Letters to families: the superintendent's of 2011 in our own words, this year's, a school's, and the replies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from doorway.accounts.models import User
from doorway.announcements.actions.letters import Wording, publish_letter, write_letter
from doorway.announcements.actions.replies import show, take_reply
from doorway.announcements.models import Announcement
from doorway.demo.build.stage import Stage
from doorway.roster.models import School

FIRST_DAY = date(2011, 10, 24)
DISTRICT = "Ruth Castleton, Superintendent’s office"
DISTRICT_ES = "Ruth Castleton, oficina del superintendente"
CAST_SCHOOL = "panguitch-elementary"

OF_2011 = {
    "en": Wording(
        "Conferences: you open the door with us",
        """Dear families,

The first quarter is over, and it is time to sit down together. In elementary school we call it the SEP conference
(Student Education Plan), in high school the SEOP conference (Student Education and Occupation Plan). The law asks every
school for such a plan, and every child deserves one.

We want to talk about what your child does well, and about the progress toward the standards of our state:

- how your child reads, with the DIBELS scores of this fall;
- the core tests in math, language arts and science, from year to year, so that we see in which year your child made
  progress and in which one fell behind;
- behavior and homework: what the teacher expects, and how it goes;
- strengths, and what to work on next;
- every question that you have.

In elementary school it is your choice whether your child comes along. Children can tell why they got their grades, and
they like to hear praise. In high school please bring your student: we will talk about occupations, about the classes
that lead there, about graduation, and about scholarships.

These are half days. The schools have chosen them:

[dates]

There is an old saying: teachers open the door, but you must enter yourself. Please come in.""",
    ),
    "es": Wording(
        "Conferencias: ustedes abren la puerta con nosotros",
        """Estimadas familias:

Terminó el primer trimestre y es hora de sentarnos juntos. En la primaria lo llamamos conferencia SEP (Plan de Educación
del Estudiante) y en la secundaria, conferencia SEOP (Plan de Educación y Ocupación del Estudiante). La ley pide un plan
así a cada escuela, y cada niño lo merece.

Queremos hablar de lo que su hijo o hija hace bien y de su progreso hacia los estándares del estado:

- cómo lee, con los resultados DIBELS de este otoño;
- las pruebas de matemáticas, lengua y ciencias, de año en año, para ver en qué año avanzó y en cuál se quedó atrás;
- la conducta y las tareas: qué espera el maestro y cómo va;
- sus fortalezas y lo que sigue;
- todas las preguntas que ustedes tengan.

En la primaria ustedes deciden si su hijo o hija viene. Los niños pueden explicar sus calificaciones y les gusta oír
elogios. En la secundaria, por favor, vengan con su estudiante: hablaremos de ocupaciones, de las clases que llevan a
ellas, de la graduación y de las becas.

Son medios días. Las escuelas los han elegido:

[dates]

Dice un viejo refrán: el maestro abre la puerta, pero uno mismo debe entrar. Pasen, por favor.""",
    ),
}

OF_THIS_YEAR = {
    "en": Wording(
        "Our conferences this year",
        """Dear families,

These are the conference days that our schools have set so far. You choose your time yourself: look for the e-mail of
your school, or call its office.

[dates]

Bring your questions, and bring your student if you can. The plan that we make together goes home with you.""",
    ),
    "es": Wording(
        "Nuestras conferencias de este año",
        """Estimadas familias:

Estos son los días de conferencias que nuestras escuelas han fijado hasta ahora. Ustedes eligen la hora: busquen el
correo de su escuela o llamen a la oficina.

[dates]

Traigan sus preguntas y, si pueden, a su estudiante. El plan que hacemos juntos se va a casa con ustedes.""",
    ),
}

OF_A_SCHOOL = {
    "en": Wording(
        "Twenty minutes with a book",
        """Dear families of Panguitch Elementary,

When we meet this winter, we will talk about reading first. You can help before then: twenty minutes with a book every
evening, in the language that you speak at home. Your child may read to you, or you may read to your child.

The shelf by the office door holds books in English and Spanish to take home. Bring them back when you come to your
conference.""",
    ),
    "es": Wording(
        "Veinte minutos con un libro",
        """Estimadas familias de Panguitch Elementary:

Cuando nos reunamos este invierno, hablaremos primero de la lectura. Ustedes pueden ayudar desde ahora: veinte minutos
con un libro cada noche, en el idioma que hablan en casa. Su hijo o hija les puede leer, o ustedes a ellos.

En el estante junto a la oficina hay libros en inglés y en español para llevar a casa. Tráiganlos de vuelta cuando
vengan a su conferencia.""",
    ),
}


def write_letters(stage: Stage) -> None:
    """The district's two letters and a school's own, none sent by e-mail yet; one reply answered, one waiting."""
    office = stage.office()
    if office is None:
        return
    _published(stage, office, FIRST_DAY, OF_2011, signed_by=DISTRICT, spanish=DISTRICT_ES)
    secretary = stage.office(CAST_SCHOOL)
    if secretary is not None:
        day = (stage.now - timedelta(days=3)).date()
        school = stage.schools[CAST_SCHOOL]
        signed_by, spanish = "Peggy Nielson, school office", "Peggy Nielson, oficina de la escuela"
        _published(stage, secretary, day, OF_A_SCHOOL, school=school, signed_by=signed_by, spanish=spanish)
    now = stage.now - timedelta(days=2)
    letter = _published(stage, office, now.date(), OF_THIS_YEAR, signed_by=DISTRICT, spanish=DISTRICT_ES)
    ruth = office.persons.get(district=stage.district)
    thanks = take_reply(
        letter=letter, name="A grandfather", email="", language="en", sender="demo",
        text="May grandparents come to the conference too?", now=now + timedelta(hours=3),
    )  # fmt: skip
    show(
        reply=thanks, answer="Yes, gladly. Write down who comes when you book, or just bring them along.",
        language="en", by=ruth, now=now + timedelta(hours=5),
    )  # fmt: skip
    a_father = take_reply(
        letter=letter, name="Un papá", email="", language="es", sender="demo",
        text="¿Puedo ir con mi hijo pequeño? No tengo con quién dejarlo.", now=now + timedelta(hours=6),
    )  # fmt: skip
    show(
        reply=a_father, answer="Sí, claro. En la entrada hay una mesa con libros y crayones.", language="es", by=ruth,
        now=now + timedelta(hours=8),
    )  # fmt: skip
    take_reply(
        letter=letter, name="Una mamá", email="mama@family.example", language="es", sender="demo",
        text="Gracias por escribir en español. ¿Habrá intérprete también por la tarde?", now=now + timedelta(hours=20),
    )  # fmt: skip


def _published(
    stage: Stage, by: User, dated: date, wordings: dict[str, Wording], *, signed_by: str, spanish: str,
    school: School | None = None,
) -> Announcement:  # fmt: skip
    wordings = wordings | {"es": replace(wordings["es"], signed_by=spanish)}
    letter = write_letter(
        district=stage.district, school=school, dated=dated, signed_by=signed_by, takes_replies=dated != FIRST_DAY,
        wordings=wordings, by=by, now=stage.now - timedelta(days=2),
    )  # fmt: skip
    return publish_letter(letter=letter, now=stage.now - timedelta(days=2))
