"""The requirements as files: read, checked, layered.

book = load_rules("utah/garfield")      # a name, or the path of a file graduation/*.toml
book.for_class(2028)                    # the core.rules.RuleSet that the class of 2028 is held against
"""

from doorway.pathways.rules.book import RuleBook, load_rules
from doorway.pathways.rules.errors import NoSetForClass, RulesError

__all__ = ["NoSetForClass", "RuleBook", "RulesError", "load_rules"]
