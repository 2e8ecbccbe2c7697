"""Names to invent people from, and the addresses that belong to them (domains that never receive mail)."""

from __future__ import annotations

import unicodedata
from random import Random

GIVEN = tuple(
    """Abigail Adam Addison Aiden Alice Amelia Andrew Anna Asher Audrey Ava Avery Bailey Beckett Bennett Bridger Brody
    Brooke Caleb Callie Cameron Carson Carter Cassidy Chase Claire Clara Clay Colby Cole Cooper Cora Dallin Daisy
    Daniel Dawson Dean Delaney Drew Easton Eden Eleanor Eli Eliza Ella Emery Emma Ethan Eva Everett Ezra Faith Finn
    Gage Garrett Grace Grady Grant Hadley Hailey Hannah Harper Hazel Henry Hudson Hunter Ian Isaac Ivy Jace Jack Jade
    James Jasper Jenna Jesse Josie Joshua Kade Kaitlyn Kate Kenzie Kira Landon Lane Laura Leah Levi Lily Lincoln Logan
    Lucy Luke Lydia Mabel Maggie Mason Max Maya Megan Miles Molly Morgan Natalie Nathan Noah Nora Oakley Olive Oliver
    Parker Paige Peter Phoebe Porter Quinn Rachel Reid Rhett Riley Rose Ruby Ryder Sage Sam Sarah Savannah Seth Sienna
    Simon Sophie Spencer Stella Sterling Tate Taylor Tess Thomas Trevor Tyler Violet Walker Wesley Will Willa Wyatt
    Zach Zoe""".split()  # noqa: SIM905  # names read better as text
)
GIVEN_SPANISH = tuple(
    """Adriana Alejandro Alicia Ana Andrés Ángel Camila Carlos Carmen Daniela David Elena Emilio Esteban Fernanda
    Gabriel Gloria Guadalupe Héctor Isabel Javier Jimena Joaquín Jorge José Juan Julia Leonardo Luis Luz Manuel Marco
    María Mariana Martín Miguel Natalia Óscar Pablo Paola Raúl Renata Ricardo Sara Santiago Sofía Teresa Tomás Valeria
    Verónica Ximena""".split()  # noqa: SIM905  # names read better as text
)
FAMILY = tuple(
    """Adair Alder Amundsen Archer Ashdown Atwood Barlow Beckstead Bigler Birch Blackburn Bowman Bramwell Brinker
    Burnham Calloway Carding Carver Chesley Clearwater Cope Croft Dalley Denholm Draper Dunford
    Eastwick Ekker Fairbourn Farnsworth Fenn Foxley Frandsen Gale Gilchrist Glazier Gower Hallows Hansford
    Harker Holyoak Hunt Ivins Jensen Judd Kimber Lamoreaux Larkin Leavitt Lindgren
    Littlefield Lyman Marsh Mayfield Mecham Merrill Moffat Norwood Oakden Palmer Partridge Peck Porter
    Quigley Quist Ramsay Redd Reeve Reynolds Riding Sandberg Savage Sawyer Shurtz Sorensen
    Stapley Stott Talbot Thorley Underhill Vance Wadsworth Westover
    Whitmore Winn Woolsey Yardley Young""".split()  # noqa: SIM905  # names read better as text
)
FAMILY_SPANISH = tuple(
    """Aguilar Alvarado Ávila Barrera Beltrán Cabrera Campos Cervantes Delgado Domínguez Escobar Espinoza Figueroa
    Fuentes Gallegos Guerrero Herrera Ibarra Juárez Lara Maldonado Medina Mejía Navarro Núñez Ochoa Orozco Padilla
    Peña Quintero Ríos Robles Rosales Salazar Sandoval Solís Tapia Trejo Valdez Vargas Zamora Zúñiga""".split()  # noqa: SIM905  # names read better as text
)


def plain(text: str) -> str:
    """The name with the letters that every mail program takes: ``Núñez`` is ``nunez``."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded.lower() if letter.isalnum())


class Addresses:
    """Hands out e-mail addresses, each once."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def of(self, given: str, family: str, domain: str) -> str:
        """``given.family@domain``, with a number from the second namesake on."""
        local = f"{plain(given)}.{plain(family)}"
        count = self._used.get(f"{local}@{domain}", 0) + 1
        self._used[f"{local}@{domain}"] = count
        return f"{local}{count if count > 1 else ''}@{domain}"


def phone(random: Random) -> str:
    """A telephone number from the range that is kept free for invented ones."""
    return f"435-555-01{random.randrange(100):02d}"
