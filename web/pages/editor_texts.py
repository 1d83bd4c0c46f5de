"""What the diagram editor's scripts say, in the reader's language."""

from flask_babel import gettext as _


def editor_texts() -> dict[str, str]:
    """Every text by its key; names in braces are filled in by the script."""
    return {**_panel(), **_task(), **_events(), **_saving()}


def _panel() -> dict[str, str]:
    return {
        "general": _("General"),
        "work": _("Work"),
        "rounds": _("Several of them"),
        "operator": _("What the system does"),
        "event": _("Event"),
        "ways": _("Ways out"),
        "way": _("This way"),
        "other": _("Other properties"),
        "other_label": _("Name = value, one a line"),
        "other_help": _("Properties that have no field of their own here."),
        "none": _("None"),
        "choose": _("Choose"),
        "unknown": _("unknown"),
        "required": _("required"),
        "many": _("{count} elements are selected. Select one to see its properties."),
        "text": _("Text"),
        "id": _("Number"),
        "id_help": _("The interface for programs: once published, leave it."),
        "key": _("Key"),
        "name": _("Name (English)"),
        "name_fr": _("Name (French)"),
        "instruction": _("Instruction"),
        "help_en": _("In English"),
        "help_fr": _("In French"),
        "milestones": _("Milestones"),
        "commas": _("Separated by commas, in their order."),
        "lane_role": _("Role of this lane"),
        "system": _("The system"),
        "offers": _("Suggestions"),
        "variable": _("variable"),
    }


def _task() -> dict[str, str]:
    return {
        "roles": _("Who works it"),
        "roles_help": _(
            "Nobody ticked: the role of the lane. The first is the main one."
        ),
        "form": _("Form"),
        "form_help": _("The name of a form; one that is not there yet can be added."),
        "form_edit": _("Edit the form"),
        "raci": _("RACI activity"),
        "due_in": _("Due"),
        "due_help": _("A duration or a day, such as days(5)."),
        "gate": _("Gate whose missing items are shown"),
        "holds": _("Gate that is shut while this is open"),
        "several": _("One for each item of a list"),
        "list": _("List (variable)"),
        "list_help": _(
            "A variable with people, from an operator such as choose_people."
        ),
        "item": _("Name of one item"),
        "sequential": _("One after the other"),
        "until": _("Enough when"),
        "assignee": _("Variable with the person"),
        "mail_edit": _("Edit the mail"),
        "operator_name": _("Operator"),
        "result": _("Keep the result as"),
        "result_help": _("It gives: {kind}."),
        "user_task": _("Create a user task"),
        "service_task": _("Create a service task"),
        "append_user_task": _("Append user task"),
        "append_service_task": _("Append service task"),
    }


def _events() -> dict[str, str]:
    return {
        "message": _("Message"),
        "signal": _("Signal"),
        "condition": _("Condition"),
        "condition_of": _("Condition of “{way}”"),
        "interrupting": _("Interrupts the work it is attached to"),
        "terminate": _("Ends everything that runs beside it."),
        "plain_event": _("A plain event has nothing to set."),
        "other_event": _("This kind of event has nothing to set here."),
        "timer_form": _("Kind of timer"),
        "timeDuration": _("After a duration"),
        "timeDate": _("At a moment"),
        "timeCycle": _("Again and again"),
        "timer": _("Timer"),
        "timer_help": _("ISO 8601, such as P5D, or an expression, such as days(5)."),
        "default": _("Way when no condition holds"),
        "is_default": _("This way is taken when no other condition holds."),
        "one_way": _("With one way out there is nothing to decide."),
        "all_ways": _("All ways are taken at once."),
        "first_event": _("The first event that comes decides."),
    }


def _saving() -> dict[str, str]:
    return {
        "saved_revision": _("Saved, revision {revision}"),
        "unsaved": _("Not saved yet"),
        "saving": _("Saving"),
        "not_saved": _("Not saved!"),
        "not_opened": _("The diagram could not be opened."),
        "signed_out": _(
            "You are signed out: sign in in another window, it saves then."
        ),
        "also_here": _("{name} has this draft open since {at}."),
        "saved_by": _("{name} saved it at {at}: you see an older state."),
        "load_newest": _("Load the newest state"),
        "nothing_wrong": _("Nothing is wrong with it."),
        "error": _("error"),
        "warning": _("warning"),
        "marks": _("{count} findings at {id}"),
        "no_difference": _("Both are the same."),
    }
