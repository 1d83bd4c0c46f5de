"""Sentences of the layers below that people read here, marked for translation.

The engine and the domain speak English; a page shows their refusals in the reader's
language where the whole sentence is known.
"""

from web.texts import N_

EDITING = (
    N_("A way does not lead into or out of a subprocess."),
    N_("Nothing comes after an end."),
    N_("No way leads to a start or to an interruption."),
    N_("There is a way between these two already."),
    N_("Ways part in a decision only: add a decision after this step first."),
    N_("An end leads nowhere: add it after a step, or as a branch."),
    N_("Nothing comes after an end: add the step before it."),
    N_("Choose the way on which the step is to be added."),
    N_("Say on which condition the other way is taken."),
    N_("Say where the other way leads: a new step, or one of these."),
    N_("Only a task or a subprocess can be interrupted."),
    N_("Ways part here: take the ways out first that shall not stay."),
    N_("A process needs its start."),
    N_("An id begins with a letter and has letters, digits, - . _."),
    N_("Only a decision has a way that is taken otherwise."),
)
OUTLINE = (
    N_("Say when the other way is taken."),
    N_("Ask the question it decides."),
    N_("Name the other way, such as “No”."),
    N_("Name the task."),
    N_("Choose the step that the way leads to."),
    N_("Choose what the step does."),
    N_("A result has letters, digits and _ only."),
    N_("Choose what kind of step it is."),
    N_("Give the step a name."),
    N_("Choose a form, or name one."),
    N_("Choose the message."),
    N_("Say what the timer waits for, such as days(5)."),
    N_("Choose the way on which it is to be added."),
    N_("A form's name has small letters, digits, dots and hyphens, such as s-2.3."),
    N_(
        "A condition gives true or false. "
        "Compare something, such as record('status') == 'Active'."
    ),
)
CHANGES = (
    N_("Say what changes and why."),
    N_("Say how one sees that the change works."),
    N_("Write a day and a time, such as 2027-01-04 09:00."),
    N_("Say why the older version comes back."),
    N_("This draft is under review. Finish or withdraw the review first."),
    N_("A second person reviews a change, not its author."),
)
