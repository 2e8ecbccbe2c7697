"""Ordinary words of English and Spanish that are first or family names, too.

Two of them beside each other, written as words are written, are most often no name: “Will young children come?”,
“Mark the day.”, “Luz del campo”. What is missing here is taken for a name, and a person looks at it.
"""

from __future__ import annotations

_ENGLISH = """
ace afternoon angel art autumn bail baker ball banks bar barber barn bass beach bean bear beck bell best bill birch
bird bishop black blue board bond book boss bow bowl boy branch brand brave bridge bright brook brooks brown buck bud
burn bush butler camp can candy canyon card carpenter carter case cash castle chance chase child christian church
city clay clear cliff close coal coffee cold cole college comfort cook coop cooper cotton count court cove cow
crane crew cross crow curry dale dance dawn day days deal dean dear dell destiny dew diamond dock doe dove drew duke
dusty eagle earl early east ellis ember end english ever every faith fair farmer farrow fawn field fields finch fine
fisher flint flood flower flowers ford forest forever foster fox frank freedom french frost fry gage garden gardener
gates gay gentry gill glass glen glory god gold golden good goode grace grand grant grass gray green grey grove guard
guide gunner guy hall ham hand hardy harm harmony harper hart haven hawk hay hays hazel head heath heather heaven
held hero hide high hill hills holder holiday holly home honor hood hook hope house hunt hunter hurt iris iron ivy
jack jade jasmine jay jewel john jolly journey joy judge june just justice keen key kid kind king kit kitchen knight
lake lamb lance land lane lark law lawn lay lead leaf legend lemon lily lind line little live locke lodge long love
low luck lucky luke lynn mace major man march mark marks marsh marshal mason mast max may maze mead meadow melody
mercy merit merry meyer miles mill miller mills mine mink mint mission moody moon moore more morning moss mount
mountain music noble noon north nova novel nun oak oaks ocean old olive opal own page paige paint paris park parks
parry pat patience patient paul peace peach pearl penny pepper perry piper place point pole pond pool poppy porter
post potter powers pray precious price pride prince princess prior queen quick quill quiz rain rains ranger ray read
red reed rest rich riches ridge ring rings rise rivers river road rob robin rock rocky rod roman root rose round rowe
royal ruby rush rusty sage sailor saint salt sand sands savannah savage school scout sea self sellers sergeant shade
sharp shaw shell shepherd sheets shore short silver sky skinner slate small smart smith snow song south sparks speed
spring star starling stars stay steel sterling still stone storey storm story street strong sue sugar summer summers
sun sunny swan sweet swift table tanner taylor teal teach temple tender thorn tiger tom top tower town townes treasure
tree true trust tuck tucker tune turner valentine van vale viola violet wade walk walker wall walls ward warden ware
warm warner washington wash water waters way weaver webb weeks well wells west wheeler white wild wilder will wills
winter winters wise wolf wood woods word words work workman world wren wright yard year young younger
april august christmas december easter friday january july monday november october saturday september sunday thursday
tuesday wednesday
am an and are as at be but by come coming do down for from get go goes had has have he her here his how i if in is it
its let like many me my no not now of off on or our out over see she so some take than thank thanks that the their
them then there these they this those to too under until up us use was we were what when where which who why with you
your
"""

_SPANISH = """
abril alba alma amable amor angel ángel aurora barrio blanca blanco bosque bravo bueno buena cabello cabeza calle
camino campo campos caridad casa casas castillo cielo cielos clara claro color concepción consuelo cordero corona
cortes cortés costa cruz cuesta delgado dolor dolores domingo dulce encarnación enero esperanza estrella feliz fe
flor flores franco fuente fuentes gloria gracia gracias guerra guerrero herrera herrero iglesia iglesias jardín
jueves justo leal león leon libertad linda lindo luna luz madera mar marina mayo mayor medina mercado mercedes
milagros mira monte montes moreno morena mundo navidad nieve nieves niño noche nube oro palma palacios paloma parra
pascua pastor paz peña perla pino plaza prado preciado puente ramos real reina rey reyes rico ríos rios rivera roble
robles rojo rojas rosa rosas rosario rubio salas salud santo santos sierra sol soledad solís soto sala selva sueño
tierra toro torre torres trinidad valle vega venado vera verde viernes victoria vida villa viva zapata zapatero
a al algo antes aquí así cada como cómo con cuando cuándo de del desde donde el ella en es esta está este hay hoy la
las le les lo los mañana más me mi mis muy no nos o para pero por que qué se sea ser si sí sin son su sus también te
todo todos un una va vamos van ver ya yo
"""


def _plain(words: str) -> frozenset[str]:
    table = str.maketrans("áéíóúüñ", "aeiouun")
    return frozenset(word.translate(table) for word in words.split())


ORDINARY = _plain(_ENGLISH) | _plain(_SPANISH)


def is_ordinary(word: str) -> bool:
    """Whether a word, small and without accents, is an ordinary one: as it is, as an owner’s, or as more than one."""
    bare = word.removesuffix("'s").removesuffix("'")
    return bare in ORDINARY or bare.removesuffix("s") in ORDINARY
