"""Sentences that the invented teachers, families and students write. Not translated: people write in their language."""

from __future__ import annotations

STRENGTHS = (
    "{name} asks good questions and listens to the answers of others.",
    "{name} helps classmates without being asked.",
    "{name} reads with expression and enjoys telling what happened.",
    "{name} stays with a hard problem until it is solved.",
    "{name} writes stories with many details.",
    "{name} explains math ideas clearly to a partner.",
    "{name} takes care of materials and comes prepared.",
    "{name} has a kind word for everybody.",
    "{name} notices patterns that others miss.",
    "{name} speaks up in groups and makes sure that others can, too.",
)
ACCOMPLISHMENTS = (
    "Finished the first science project on time and presented it.",
    "Moved up two reading groups since September.",
    "Knows the multiplication facts to ten.",
    "Read eleven books this quarter.",
    "Won the class spelling game and taught the others the trick.",
    "Turned in every assignment of the quarter.",
)
IMPROVE = (
    "Checking work before handing it in.",
    "Reading every day at home, ten minutes are enough to start with.",
    "Showing the steps in math, not only the answer.",
    "Starting work without a reminder.",
    "Using paragraphs in longer texts.",
    "Asking for help sooner when something is not clear.",
)
BEHAVIOR = {
    4: ("Friendly and focused.", "A joy to have in class."),
    3: ("Follows the rules; sometimes needs a reminder to let others finish.", "Works well with a partner."),
    2: ("Talks during work time. A seat near the front helps.", "Has good days and loud days."),
    1: ("We are working on staying seated and on kind words.",),
}
HOMEWORK = {
    4: ("Always in, and neat.",),
    3: ("Mostly in on time.", "In on time, sometimes without a name on it."),
    2: ("About half of it comes in. Let us find a time and a place for it.",),
    1: ("Homework seldom comes back. We should talk about what gets in the way.",),
}
STUDENT_WORDS = (
    "My grades are okay because I do my homework in the bus. I want to do better in math.",
    "Science went well. English did not, because I forgot two essays. I will write dates in my planner.",
    "I am proud of my project. I want to ask more questions in class.",
    "I missed a week when I was sick and caught up on everything except one test.",
)
# Which classes lead there: of the older students, in their own words.
STUDENT_CLASSES = (
    "Secondary Math II this year, and the welding class as soon as there is room.",
    "Biology now and Medical Terminology next year.",
    "Two years of Spanish, and Digital Media.",
    "I want to take Agricultural Mechanics again and then do the internship.",
)
GOALS = (
    ("Read aloud for 15 minutes on five days a week.", "family"),
    ("Know the times tables up to 12 by heart.", "student"),
    ("Hand in homework on four of five days.", "student"),
    ("Write one page each week and read it to somebody.", "student"),
    ("Meet twice a week in a small group for fluency.", "teacher"),
    ("Check the planner together every evening.", "family"),
    ("Retake the unit test after the review session.", "student"),
)
UPPER_GOALS = (
    ("Raise the math grade by one letter by finishing the weekly review.", "student"),
    ("Meet the counselor to choose next year’s courses.", "student"),
    ("Be at school before the first bell on every day of a month.", "student"),
    ("Bring home and talk over the progress report every second Friday.", "family"),
    ("Offer a review hour before each unit test.", "teacher"),
)
NOTES = (
    "We looked at the scores together and agreed on what comes next.",
    "The family asked how to help at home; I sent the word list along.",
    "{name} explained the grades without help and named the next step.",
    "We will look at this again at the next conference.",
)
FORGOTTEN = "We also agreed on ten minutes of reading aloud before bedtime. I had forgotten to write it down."
WHY_CORRECTED = "One thing that we agreed on was missing."
DIEGOS_NOTE = "Diego explained his grades and why he wants to become a lineman. We looked at the electrical courses."
DIEGOS_GOAL = ("Visit the line crew in Panguitch for a day and write one page about it.", "student")
QUESTIONS = {
    "en": (
        "How is the reading going compared with last year?",
        "Does she speak up in class?",
        "What can we practice at home?",
        "Is he ready for the next math class?",
        "Who do they play with at recess?",
    ),
    "es": (
        "¿Cómo va con la lectura en comparación con el año pasado?",
        "¿Qué podemos practicar en casa?",
        "¿Participa en clase?",
        "¿Con quién se lleva bien en el salón?",
    ),
}
ANSWERS = (
    "Better every month. Please keep reading together in the evening.",
    "Ten minutes a day are enough; the list is in the folder.",
    "Yes, and the others like to listen.",
)

# What the cast's teachers wrote about the cast: section → (rating, text).
CAST_ENTRIES: dict[str, dict[str, tuple[int | None, str]]] = {
    "mateo": {
        "strengths": (None, "Mateo never gives up on a hard word. He helps Ellie with the class plants."),
        "accomplishments": (None, "He reads 92 words a minute now; in first grade it was 20."),
        "improve": (None, "Telling what he read in his own words. His family helps by asking after each chapter."),
        "behavior": (4, "Cheerful and careful with others."),
        "homework": (3, "Mostly in on time. Mondays are hard."),
    },
    "ellie": {
        "strengths": (None, "Ellie reads far above her grade and writes long stories about horses."),
        "improve": (None, "Slowing down in math and checking the answer."),
        "behavior": (4, "Kind and calm."),
        "homework": (3, "Sometimes the folder is in the other home. A second folder may help."),
    },
    "sadie": {
        "strengths": (None, "Sadie draws what she learns, and her drawings explain it better than words."),
        "improve": (None, "Reading: fluency has gone down since spring. We begin with a small group."),
        "behavior": (3, "Quiet. She works best with one partner."),
        "homework": (3, "In on time."),
    },
    "lucia": {
        "strengths": (None, "Lucía sees at once how an experiment should be set up."),
        "improve": (None, "Homework in math. She understands in class and does not practice."),
        "behavior": (4, "Curious, and patient with her partners."),
        "homework": (2, "About half comes in."),
    },
    "diego": {
        "strengths": (None, "Diego works with his hands and his head; he explained three-phase power to the class."),
        "improve": (None, "Writing down the steps of a solution."),
        "behavior": (4, "Reliable."),
        "homework": (3, "Mostly in on time."),
    },
}

# What the cast set out to do last year: text, owner.
CAST_GOALS: dict[str, tuple[str, str]] = {
    "mateo": ("Read aloud at home for fifteen minutes on four evenings a week.", "family"),
    "lucia": ("Hand in four of five math homework sheets.", "student"),
    "diego": ("Meet the counselor to choose classes for electrical work.", "student"),
}

# What students of the cast wrote themselves: section → text.
CAST_OWN_WORDS: dict[str, dict[str, str]] = {
    "diego": {
        "student_words": "Math went up because I write down every step now. English is slow; I read better on paper.",
        "occupations": "Lineman. My uncle works on the lines. I want to be outside and know how power gets to a house.",
        "courses": "Secondary Math II this year. Next year physics, and the welding class if it fits.",
    },
}
