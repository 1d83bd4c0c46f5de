"""Words of the record that pages show as they are: marked here for translation.

States and milestones are kept in English; they are translated where they are shown.
"""

from web.texts import N_

WORDS = (
    # statuses and milestones of a release
    *(N_("Submitted"), N_("Draft"), N_("Active"), N_("Closed"), N_("Cancelled")),
    *(N_("Not required"), N_("Initiate"), N_("Planning"), N_("Build"), N_("Test")),
    *(N_("Build/Test"), N_("Deployment"), N_("Close down")),
    # types of releases
    *(N_("Minor / Localized"), N_("Moderate / Limited"), N_("Significant / Large")),
    *(N_("Extensive / Widespread"), N_("Communications-Only"), N_("Simplified")),
    *(N_("Detailed"), N_("Complex")),
    # sections of a method of procedure
    *(N_("pre-deployment"), N_("deployment"), N_("validation")),
    *(N_("post-deployment"), N_("back-out")),
    # states of entries
    *(N_("Open"), N_("In progress"), N_("Done"), N_("Waived"), N_("In remediation")),
    *(N_("Not started"), N_("Requested"), N_("Final"), N_("Not applicable")),
    *(N_("Proposed"), N_("Confirmed"), N_("Changed"), N_("Declined"), N_("Obtained")),
    *(N_("Scheduled"), N_("Held"), N_("Planned"), N_("Sent"), N_("Approved")),
    *(N_("Rejected"), N_("Not complete"), N_("Objection"), N_("No reply")),
    *(N_("Answered"), N_("New"), N_("Accepted"), N_("Waiting"), N_("Rescheduled")),
    *(N_("Withdrawn"), N_("Assigned"), N_("WIP"), N_("Pass"), N_("Fail")),
    *(N_("Approve"), N_("Change"), N_("Confirm"), N_("Success"), N_("Failure")),
    *(N_("Go"), N_("Go with Action"), N_("No-Go"), N_("Ready"), N_("Not ready")),
    *(N_("Ready with action"), N_("Successful"), N_("Successful with issues")),
    *(N_("Unsuccessful"), N_("Backed out"), N_("Continue"), N_("Fix and retry")),
    *(N_("Backout"), N_("Close unsuccessful")),
    # states of instances, tasks, mails, messages, findings
    *(N_("running"), N_("suspended"), N_("completed"), N_("cancelled"), N_("failed")),
    *(N_("open"), N_("done"), N_("withdrawn"), N_("late"), N_("queued"), N_("sent")),
    *(N_("dead"), N_("expired"), N_("kept"), N_("taken"), N_("error"), N_("warning")),
    *(N_("task"), N_("timer"), N_("message")),
    # how a step was passed
    *(N_("started"), N_("ended"), N_("skipped"), N_("moved"), N_("resumed")),
    *(N_("retried"), N_("migrated"), N_("migration undone")),
    # how a scenario went
    *(N_("passed"), N_("not run"), N_("changed since")),
    # kinds of events in the calendar
    *(N_("Deployment (planned)"), N_("Go/No-Go meeting"), N_("Outage")),
    *(N_("Stabilization ends"), N_("Meeting"), N_("Meeting: Kick-off")),
    *(N_("Meeting: Status"), N_("Meeting: Scope confirmation")),
    *(N_("Meeting: Pre-Go/No-Go"), N_("Meeting: Walkthrough")),
    *(N_("Meeting: Triage"), N_("Meeting: Checkpoint"), N_("Meeting: Workshop")),
    *(N_("Meeting: PIR"), N_("Meeting: Service review"), N_("Meeting: Team")),
    # fields of a release that are corrected by hand or seen in the history
    *(N_("Title"), N_("Organization"), N_("Service"), N_("Application")),
    *(N_("Director"), N_("Scope"), N_("Impact"), N_("Urgency"), N_("Priority")),
    *(N_("Outage start"), N_("Outage end"), N_("Outage text"), N_("Crq no")),
    *(N_("Registered project no"), N_("Status"), N_("Milestone"), N_("State")),
    *(N_("Status reason"), N_("Release type"), N_("Text"), N_("Owner"), N_("Due")),
    *(N_("Kind"), N_("Value"), N_("Reason"), N_("Type"), N_("Version"), N_("Level")),
    *(N_("File name"), N_("Content"), N_("Source"), N_("Flags"), N_("Series")),
    *(N_("Documents"), N_("Person"), N_("Role"), N_("Area"), N_("Linked")),
    *(N_("Crq state"), N_("Criteria"), N_("Outcome"), N_("Stabilization end")),
    *(N_("Activated"), N_("Actual initiate"), N_("Actual planning")),
    *(N_("Actual build"), N_("Actual test"), N_("Actual deployment")),
    *(N_("Actual close down"), N_("Planned planning"), N_("Planned build")),
    *(N_("Planned test"), N_("Planned deployment"), N_("Planned close down")),
    # how much, how soon
    *(N_("Critical"), N_("High"), N_("Medium"), N_("Low")),
    *(N_("1-Critical"), N_("2-High"), N_("3-Medium"), N_("4-Low")),
    *(N_("1-Extensive/Widespread"), N_("2-Significant/Large")),
    *(N_("3-Moderate/Limited"), N_("4-Minor/Localized")),
    # names of processes
    *(
        N_("Service Management Readiness release"),
        N_("Deployment Coordination Service release"),
        N_("Weekly status to the release manager"),
    ),
    # ways of the diagrams
    *(N_("Missing"), N_("Complete"), N_("Not yet"), N_("None"), N_("Over")),
    *(N_("New dates"), N_("Issue"), N_("Continue, or fix and retry")),
    *(N_("Simplified, Detailed, Complex"), N_("Workaround accepted and new dates")),
    *(N_("Wait again, or cancellation asked"), N_("Validation")),
    *(N_("Update plan missing"), N_("UAT sign-off missing"), N_("Test or pilot")),
    *(N_("Tasks not confirmed"), N_("Steps open"), N_("Something missing")),
    *(N_("Some"), N_("Retry backout"), N_("Required"), N_("Repeat")),
    *(N_("Rejected or rescheduled"), N_("Pre-deployment"), N_("Not yet Go")),
    *(N_("Not known yet"), N_("None, Simplified"), N_("None, Detailed or Complex")),
    *(N_("No SMR release, or Go"), N_("Needed, none yet")),
    *(N_("MoP not final or not attached"), N_("Extend")),
    *(N_("Exists or not needed"), N_("Ended"), N_("End")),
    *(N_("Deployment thread missing"), N_("Decide backout, or cancellation asked")),
    *(N_("DCS cancelled"), N_("Changes, Simplified")),
    *(N_("Changes, Detailed or Complex"), N_("Approved, or no Change Request")),
    *(N_("Anything else missing"), N_("Any fail"), N_("Another"), N_("All pass")),
    *(N_("Agreed"), N_("Yes"), N_("No")),
    # refusals that carry no name
    N_("This task is no longer open. Nothing was changed."),
    N_("There is no such task."),
    N_("There is no such process instance."),
    N_("There is no such mail."),
    N_("Somebody else moved this process on. Nothing was changed."),
    N_("Only a suspended instance can be resumed."),
    N_("Say why: the reason is kept in the audit trail."),
    N_("Only a release manager may cancel a release."),
    N_("Only a release manager may reopen a release."),
    N_("This document is restricted to people of this release."),
    N_(
        "This task is for somebody else. Ask the person it is with, "
        "or the release manager, to pass it on."
    ),
    N_(
        "Requests are filed by the intake or a release manager. "
        "Ask one of them to file it."
    ),
    N_("The executive summary is internal. The forward schedule is open to everybody."),
    # what planning refuses
    *(N_("A blackout ends after it begins."), N_("An absence ends after it begins.")),
    *(N_("Choose English or French."), N_("Choose a coordinator.")),
    *(N_("Choose how often it is sent."), N_("Choose what the feed contains.")),
    N_("Give a number of days from 1 to 366."),
    N_("Give a whole number from 0 to 100."),
    N_("Only the release manager may change this."),
    N_("Revoke a feed first; there are many already."),
    N_("Say on which day the absence begins."),
    *(N_("Say when the blackout begins."), N_("Say when the blackout ends.")),
    *(N_("Say when the first one is sent."), N_("Say who gets the summary.")),
    N_("Say why nothing may be deployed then."),
    N_("There is no such entry, or it was taken back."),
    N_("The file would be too long. Choose a shorter period."),
)
