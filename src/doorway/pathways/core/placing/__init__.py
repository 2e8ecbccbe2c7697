"""Which course fills which line: the use of a student's credit that is most favourable to the student.

What "most favourable" means, exactly. Levels run from "earned" over "in progress", "scheduled", "planned" and
"projected" to "ask" (credit of which somebody has to say whether it counts); a level counts everything at least as
sure. A *reading* picks the options of every choice, and, where a course may count for one line only, that line.

Within a reading the lines but the open one are filled level by level, at each level in the order of
:class:`~doorway.pathways.core.compiled.Compiled`, each as far as it goes without taking back anything filled before.
At every level nobody can then place more credit in these lines, and nobody can fill a line more without filling an
earlier one, or the same line at a surer level, less. The open line takes what is left. Lines that an option has
completed (it forgives, and is open today) come last: completing something never takes credit away from another line.
Where a class that is still to be passed will complete lines, they are read both ways: filled till then, or left last.

Among readings the best has the least missing of all (of the lines together or of the total, whichever is more): first
when everything is counted, "ask" included, then at each surer level, down to what is earned today. Then the same of the
lines alone, at all levels, and of all lines but the open one; then the fuller lines, in their order, in which what is
usually done in an earlier grade comes first. Of equal readings the first in the order of the rule file is taken.
(Where a course may count for one line only, what options forgive and what may be enough matters between options only.)

From this follows, and tests hold it: the order of the transcript changes nothing; one more passed course, a repeat too,
never makes this measure worse, nor the status of the whole, nor the credit that counts; and a line in a section without
a choice never gets a worse status by a course that brings new credit. For each single line nobody can promise more:
where a class gives credit once and fits two lines in two of its rows, one of them goes without (decision 059).

Where limits cut through classes (``core.tied``) it is the same, with one and the same use of the classes; before the
fuller lines comes how much counts.

It is exact because a reading is a flow in a network (``core.network``), and readings are few: choices that share no
course are decided apart from each other, as far as one reading misses no more than another at any level. Where two are
left, one better in the end and one today, or where options differ in what they ask for, they are weighed together with
all that is missing elsewhere. Readings that cannot be better than one already solved are left out: no line gets more
than the courses that fit it, and that is a bound.

The steps: ``asked`` (what lines ask of a student, and pins), ``parts`` (what shares no course is decided apart),
``solving`` (one reading), ``choosing`` (the best of a part), ``weighing`` (of several parts at once), ``crossing``
(limits that cut through classes), ``leftover`` (for the open line); ``credit`` takes them in their order.
"""

from doorway.pathways.core.placing.credit import Placing

__all__ = ["Placing"]
