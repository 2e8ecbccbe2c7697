"""Plans on paper: tagged PDF (PDF/UA-1), two pages for each copy, in the language of the home that gets it.

    copies = copies_of(students)                     # who gets which plan in which language
    pdf = press(copies, title="Grade 3 Albrecht")    # the bytes of one PDF

``copies`` says what is printed, ``sheets`` puts it into the words of a language, ``plan.typ`` lays it out, ``press``
has it made. Nothing that people typed is ever read as markup: all of it reaches the layout as data.
"""
