"""The letters to parents about reading: who must get one by when, who has, and the letters themselves.

The state pack says for which tests, grades and days (``reading_letters.toml``). :mod:`.rolls` reads where a school
stands, :mod:`.writing` puts a letter into words, :mod:`.actions` sends, :mod:`.paper` prints.
"""
