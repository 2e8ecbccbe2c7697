"""What is wrong or noteworthy in one student's record: a code, where, and the values a sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Each code with the sentence for it; the values in braces come from ``Problem.values``.
SENTENCES: dict[str, str] = {
    "unreadable_credits": "{course}: {reason} The row is left out.",
    "unreadable_year": "{course}: {reason} The row is left out.",
    "unreadable_grade": "{course}: {reason} The row is left out.",
    "unreadable_scale": "{course}: {reason} The row is left out.",
    "code_read_as": "{course}: the file writes {code}, and the course list {known}. It is read as {known}.",
    "mark_read_as": "{course} has the mark “{mark}”. It is read as “{known}”.",
    "no_code": "A row of {year} has no code, so nobody can say which class it is. The row is left out.",
    "too_many_credits": "{course} has {credits} credits. No class gives more than {most}; the row is left out.",
    "more_credits": "{course} has {credits} credits, and the course list says {listed} for the whole class. It counts"
    " as it stands: check the figure, or the course list.",
    "unknown_area": "{course}: the requirements know no subject “{area}”. By it the class counts nowhere: check the"
    " word.",
    "class_and_grade": "Grade {grade} now, and the class of {class_of}: whoever is in that grade now is of the class of"
    " {usual}. The requirements are those of the class of {class_of}: check both.",
    "completed_later": "{course} is in {year}, which has not begun, and is completed. The row is left out: check the"
    " school year, or the state.",
    "in_progress_later": "{course} is in {year}, which has not begun, and is in progress. It is taken as planned: check"
    " the school year, or write scheduled.",
    "planned_before": "{course} is in {year}, which is over, and is still planned. The row is left out: write"
    " completed with its mark, or take it out.",
    "after_the_class": "{course} is in {year}, after the class of {class_of} has graduated. It counts as it stands:"
    " check the school year.",
    "mark_waits": "{course} has the mark “{mark}”, and is not completed. The mark does not count yet: if the class is"
    " over, write completed.",
    "test_not_asked": "The score of {test} {part} counts nowhere: no requirement asks for that test. Check its name.",
    "negative_score": "The score of {test} {part} is {score}. A score cannot be below zero; it is left out.",
    "fact_not_asked": "“{fact}” changes nothing: no requirement asks for it. Check the word.",
    "negative_credits": "{course} has {credits} credits. Credits cannot be below zero; the row is left out.",
    "unknown_mark": "{course} has the mark “{mark}”, which nobody has defined. It gives no credit until somebody does.",
    "no_mark": "{course} is completed but has no mark. It gives no credit until it has one.",
    "much_credit": "{course} has {credits} credits, and the course list does not know the class: one usually gives"
    " {usual}. It counts as it stands. If its school counts otherwise, write how many credits it asks for in all"
    " (scale).",
    "unknown_code": "{course}: the course list does not know {code}. It counts only where any course counts.",
    "titles_of_code": "{code}: the course list does not know it, and the record has it with different titles"
    " ({titles}). Each title counts as a class of its own. Where two are the same class, write the same title.",
    "also_untitled": "{code}: the course list does not know it, and the record has it with a title ({titles}) and"
    " without one. What has none counts as a class of its own. Where it is one of the others, write its title.",
    "same_key": "Two rows are called {course}. Both are read; decisions that name it are not applied to either.",
    "twice_in_term": "{code} stands {times} times in {term} {year}. It counts once.",
    "failed_meanwhile": "{course} is still in progress, and the same class has the mark “{mark}” for that time ({term}"
    " {year}). The mark holds: what is in progress gives no credit. Correct the row that is wrong.",
    "failed_in_part": "{course} is in progress for all of {year}, and the same class has the mark “{mark}” for a part"
    " of it ({term}). It counts as it stands: check how much of it can still be passed.",
    "other_year": "{course} is in {year}, and its term is called “{term}”. It counts in {year}: check the school year.",
    "repeated": "{code} is there more than once, in the record or in the plan. In all it counts for {credits} credits.",
    "half_unknown": "{course}: nothing says which half of {code} it is. Where a certain half is asked for, somebody"
    " has to say whether it counts: write the part (1 or 2), or the terms of the class in the course list.",
    "rounded": "{course} has {credits} credits, which is the share of its term rounded. It counts as {exact}.",
    "pending_mark": "{course} has the mark “{mark}”, which is not final. It is taken as still in progress.",
    "pending_long": "{course} still has the mark “{mark}” of {year}, which is not final. Ask whether it was made up: it"
    " counts only then.",
    "before_first_grade": "{course} was taken in grade {grade}. It gives no high school credit.",
    "scale_unsettled": "{course} comes from a school that asks for {scale} credits. Nobody has recorded how it is"
    " converted, so it counts as {credits}: its share of what is asked for here, and no more than its own figure.",
    "converted_twice": "Two decisions convert {course}. The later one counts, and of two of one day the one that gives"
    " more: withdraw the other.",
    "decision_unsigned": "A decision ({kind}) has no person or no reason. It is not applied.",
    "decision_future": "A decision ({kind}) of {person} is dated {day}, which is still to come. It is not applied.",
    "decision_expired": "A decision ({kind}) of {person} ended on {day}. It is not applied.",
    "decision_fallen": "A decision ({kind}) of {person} rests on {course}, which gave no credit."
    " It is not applied; somebody has to decide again.",
    "decision_part_failed": "A decision ({kind}) of {person} rests on {course}, of which a part was failed in that"
    " school year or since. It is not applied; somebody has to decide again.",
    "decision_unknown_line": "A decision ({kind}) of {person} names {line}, which these requirements do not have.",
    "decision_incomplete": "A decision ({kind}) of {person} says nothing in “{lacks}”, so it changes nothing. Write it"
    " down, or take the decision out.",
    "decision_unknown_way": "A decision ({kind}) of {person} opens “{line}”, and nothing in these requirements is"
    " opened by that. It changes nothing: check the word.",
    "decision_unknown_course": "A decision ({kind}) of {person} names {course}, which the record does not have.",
    "waiver_beyond": "With a decision ({kind}) of {person}, {credits} credits are waived of {line}, which asks for"
    " {asked}. No more than that is waived, and no more comes off the total.",
    "decision_failed": "A decision ({kind}) of {person} uses {course}, which gave no credit."
    " It is not applied; somebody has to decide again.",
    "pin_unfit": "{person} put {course} to {line}, but the rule does not take it. It needs a substitution.",
    "pin_twice": "{course} was put to two requirements. The first decision, {line}, holds.",
    "pin_closed": "{person} put {course} to {line}, which belongs to a way that is not open to this student.",
}


@dataclass(frozen=True)
class Problem:
    """One thing that was found. ``course`` and ``line`` say what it is about, where it is about one."""

    code: str
    course: str = ""
    line: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """The sentence; a value that is empty (a term that nobody wrote) leaves no gap in it."""
        said = SENTENCES[self.code].format(course=self.course, line=self.line, **self.values)
        return " ".join(said.split())
