# Key posts, responsibility zones, breakthrough projects
registers-title = Posts and projects
registers-posts = Coverage of posts
registers-zones = Zones
registers-projects = Projects
register-unit = Unit
register-days = Valid
register-since = from { $day } on
register-from = First day
register-last = Last day
register-last-help = The last day on which it holds; empty for no end.
register-acceptor = Accepted by
register-as-of = As of
register-look = Look
register-saved = Saved
post-one = Post
post-new = Register a post
post-name = Key post
post-name-help = Such as “control room operator” or “flotation operator”.
post-shift = Shift
post-shifts = Shifts
post-shifts-help = With a comma between them, such as “morning, noon, night”.
post-state = State
post-held = Held by
post-lapsed = Zones that no longer hold
post-covered = covered
post-open = not covered
post-no-shift = no such shift
key-posts-none = No key post is registered on this day
key-posts-none-hint = Register posts with their shifts first, then draw a zone for each shift.
key-posts-none-read = Posts appear here once they are registered.
posts-covered = Shifts of posts covered
posts-covered-of = of { $of }
posts-uncovered = Not covered
posts-uncovered-note = each post counts once for each of its shifts
posts-open-title = Posts and shifts that nobody holds
zone-one = Zone
zone-new = Draw a zone
zone-says = What the zone says
zone-change = Change
zone-of = Post or place
zone-member = Member in charge
zone-member-help = Name or staff number. A Party member who works in the unit of the post.
zone-post-help = A post of the register; for anything else name the place below.
zone-place = Place
zone-place-help = Where no post is chosen, such as “medium pump house”. A place covers no post.
zone-place-unit = Unit of the place
zone-place-unit-help = Where no post is chosen.
zone-shifts-help = With a comma between them; empty means all shifts of the post.
zone-criterion-help = An outcome, not a count. Such as “no unplanned stop of the equipment”.
zone-acceptor-help = Name or staff number; never the member in charge.
zone-state = On the day
zone-is-held = holds
zone-is-over = over
zone-is-coming = to come
zone-is-lapsed = no longer holds
zone-is-no-member = not in the Party on the day
zone-is-elsewhere = works elsewhere
zone-end = End the zone
zone-end-do = End
zone-until = Ends from
zone-until-help = From this day on it no longer holds, and the coverage falls at once.
zone-why = Why it ends
zone-why-help = Such as “moved to another post”.
zone-ended-why = Ended because
zones-none = No zone holds on this day
zones-none-hint = A zone has a member in charge, a post or place, shifts, a period, an outcome, and somebody who accepts.
zones-none-read = Zones appear here once they are drawn.
zones-of-day = of the day
zones-of-any-day = all
project-one = Project
project-new = Begin a project
project-new-do = Begin
project-name = Project
project-name-help = What is to be solved, such as “less moisture in clean coal”.
project-leads = Led by
project-leads-help = Name or staff number; joint leads with a comma between them.
project-led = Led by a member
project-led-by-member = led by a member
project-led-by-other = not led by a member
project-started = Started
project-acceptor-help = Name or staff number. Neither a lead nor of a lead's own Party branch.
project-milestones = Milestones
project-state = State
project-is-running = running
project-is-ended = ended
project-is-abandoned = given up
project-late = { $n } late
project-was-member = a member at the start
project-was-none = no member at the start
project-closed = No longer runs from
project-closed-why = Closed because
project-change-terms = Change the project
project-change-lead = Change who leads
project-change-close = End or give up
project-lead-from = Leads from
project-why = Reason
project-close-as = How it closes
project-close-help = It ends once every milestone is accepted; what cannot go on is given up, with the reason.
projects-running = Running projects
projects-led = Led by members
projects-led-note = by who was a member when the project started
projects-led-hidden = Whether a member leads is shown to those who may see who is in the Party.
projects-none = There is no breakthrough project yet
projects-none-hint = Name who leads and who accepts, then set milestones; only what is accepted is an outcome.
projects-none-read = Projects appear here once they begin.
project-deed-begin = begun
project-deed-amend = changed
project-deed-lead = lead changed
project-deed-plan = milestone set
project-deed-report = reported
project-deed-accept = accepted
project-deed-return = returned
project-deed-end = ended
project-deed-abandon = given up
milestone-one = Milestone
milestone-new = Add a milestone
milestone-title = Milestone
milestone-state = Acceptance
milestone-change = Change
milestone-is-open = not reported
milestone-is-reported = waits for acceptance
milestone-is-accepted = accepted
milestone-do-report = Report
milestone-do-accept = Accept
milestone-do-return = Return
milestone-said = Remark
milestone-said-help = Where the evidence is, for a report; the reason, for a return.
milestone-outcome-help = An outcome, not a count. Such as “moisture of clean coal at most 9.5 % for a month”.
milestones-none = There is no milestone yet
milestones-none-hint = A milestone says by which day what is reached; somebody else accepts it.
task-measure-key-posts-covered = Key posts covered by active zones
task-measure-projects-led = Projects led by members
task-measure-milestones-in-time = Milestones accepted by their day
problem-register-changed = Somebody else has just changed this record. What you typed is still here: compare and save again.
problem-register-reversed = The last day is before the first, { $from }. Change one of them.
problem-register-no-unit = The unit does not exist on { $day }. Change the day or the unit.
problem-post-known = The unit has a post “{ $name }” in these days already. Choose another name, or change that post.
problem-post-shifts-none = Name at least one shift, such as “morning, noon, night”.
problem-post-shift-twice = The shift “{ $shift }” stands there twice. Leave one out.
problem-post-shifts-many = A post has at most { $most } shifts. Name fewer, or register several posts.
problem-zone-own-acceptor = The member in charge cannot accept the zone. Choose somebody else.
problem-zone-shift-unknown = This post has no shift “{ $shift }”, only { $known }. Change the shifts here, or add it to the post first.
problem-zone-beyond-post = The zone lies outside the days of the post “{ $post }”. Change the days.
problem-zone-no-member = This person is not in the Party on { $day } and cannot hold a zone. Choose somebody else, or another first day.
problem-zone-elsewhere = This person does not work in the unit of the post or place on { $day }. Choose somebody else, or another first day.
problem-zone-repeats = This person holds it in these days already (zone { $id }, from { $from } on). To add shifts, change that zone.
problem-zone-end = The day must lie within the zone's days, after { $from }. Change the day.
problem-project-own = A lead cannot accept the project. Choose somebody else.
problem-project-own-branch = Who accepts belongs to a lead's own Party branch. Choose somebody of another branch or of a business department.
problem-project-too-near = This person cannot accept this project. Choose somebody outside the lead's department.
problem-project-lead-twice = The same lead stands there twice. Leave one out.
problem-project-lead-day = The lead cannot change before { $day }, the start or the last change. Change the day.
problem-project-close-day = The day must be after the start, { $day }, and not after tomorrow. Change the day.
problem-project-milestones-open = { $n } milestones are not accepted, so the project cannot end. Have them accepted, or give the project up.
problem-project-closed = The project is closed and cannot be changed. Reload to see it.
problem-milestone-due = A milestone cannot be due before the start, { $day }. Change the day.
problem-milestone-stage = The milestone has moved on, so this step is no longer possible. Reload to see it.
problem-milestone-own = You reported it yourself, so somebody else must accept it.
problem-unit-open-registers = The unit still has key posts, zones or running projects, such as “{ $name }”. End them under “Posts and projects” first, or change the day.
register-reach-shifts = shifts held { $done } / { $of }
register-reach-places = zones held { $done } / { $of }
register-reach-projects = running { $done } / { $of }

# Lists from files
register-roll = Import from a file
roll-key-posts-import = Import key posts
roll-key-posts-template = Key posts template
roll-key-posts-help = xlsx, xls or csv; the first row reads “Unit, Key post, Shifts, First day, Last day”, the last day may be empty; 20,000 rows at the most
roll-key-posts-confirm = { $n ->
    [one] Write { $n } post
   *[other] Write { $n } posts
}
roll-key-posts-question = { $n ->
    [one] Write { $n } post? Rows that were not taken are not written.
   *[other] Write { $n } posts? Rows that were not taken are not written.
}
roll-key-posts-written = { $n ->
    [one] { $n } post was written.
   *[other] { $n } posts were written.
}
roll-key-posts-example-unit = Mine one / Washing shop
roll-key-posts-example-name = Flotation operator
roll-key-posts-example-shifts = early, late, night
roll-key-posts-example-from = 2026-01-01
roll-key-posts-example-last = 2026-12-31
roll-key-posts-notes =
    Unit: its name or code; where several bear the name the way to it, such as “Mine one / Washing shop”.
    Shifts: with commas between.
    Last day: leave it blank while no end is known.
    A row of a unit and name that are registered at the time is that post: other shifts or days change it.
    This sheet is an example; only the first sheet is read.
roll-zones-import = Import responsibility zones
roll-zones-template = Responsibility zones template
roll-zones-help = xlsx, xls or csv; the first row reads “Unit, Key post, Place, Shifts, Member in charge, Outcome criterion, Accepted by, First day, Last day”; fill in the key post or the place; 20,000 rows at the most
roll-zones-confirm = { $n ->
    [one] Write { $n } zone
   *[other] Write { $n } zones
}
roll-zones-question = { $n ->
    [one] Write { $n } zone? Rows that were not taken are not written.
   *[other] Write { $n } zones? Rows that were not taken are not written.
}
roll-zones-written = { $n ->
    [one] { $n } zone was written.
   *[other] { $n } zones were written.
}
roll-zones-example-unit = Mine one / Washing shop
roll-zones-example-post = Flotation operator
roll-zones-example-place = (key post or place)
roll-zones-example-shifts = night
roll-zones-example-member = 007
roll-zones-example-criterion = Unplanned stops of 2 hours at the most
roll-zones-example-acceptor = 008
roll-zones-example-from = 2026-01-01
roll-zones-example-last = 2026-12-31
roll-zones-notes =
    Key post: one that is registered in the unit; otherwise fill in the place.
    Shifts: with commas between; left blank, all shifts of the key post.
    Member and accepting person: name or staff number of people on record; nobody accepts their own.
    Criterion: an outcome, not a count.
    A row of the same member, post or place and time is the zone that is registered: whatever else differs changes it.
    Who is in the Party is sensitive: only those see it whose work needs it. This sheet is an example; only the first sheet is read.
roll-projects-import = Import breakthrough projects
roll-projects-template = Breakthrough projects template
roll-projects-help = xlsx, xls or csv with a row for each milestone; the first row reads “Unit, Project, Led by, Started, Accepted by, Milestone, Due, Outcome criterion”; 20,000 rows at the most
roll-projects-confirm = { $n ->
    [one] Write { $n } row
   *[other] Write { $n } rows
}
roll-projects-question = { $n ->
    [one] Write { $n } row? Rows that were not taken are not written.
   *[other] Write { $n } rows? Rows that were not taken are not written.
}
roll-projects-written = { $n ->
    [one] { $n } row was written.
   *[other] { $n } rows were written.
}
roll-projects-example-unit = Mine one / Washing shop
roll-projects-example-name = Drier clean coal
roll-projects-example-leads = 007, 009
roll-projects-example-started = 2026-03-01
roll-projects-example-acceptor = 008
roll-projects-example-title = Moisture on target
roll-projects-example-due = 2026-09-30
roll-projects-example-outcome = Moisture of 9.5 % at the most for a month
roll-projects-notes =
    A row for each milestone. The first row of a new project says who leads, when it started and who accepts; later rows may leave these blank.
    Of a running project that is registered already (same unit, same name) the accepting person may change, milestones are added, and those not reported yet are changed (told by their names); who leads is changed on its page.
    Leads and accepting person: name or staff number; several leads with commas between.
    The criterion of a milestone is an outcome, not a count. Without a milestone yet, leave all three blank.
    This sheet is an example; only the first sheet is read.
problem-register-roll-beyond = You cannot enter anything in “{ $unit }”. Name a unit that you answer for.
problem-register-roll-was = Was “{ $text }”.
problem-register-roll-was-blank = Was blank.
problem-register-roll-change = You cannot change what is registered of “{ $unit }”. Ask somebody who may.
problem-zone-roll-both = Fill in the key post or the place, not both.
problem-zone-roll-post = “{ $unit }” has no key post “{ $post }” on the first day. Enter the post first, or fill in a place.
problem-zone-roll-twice = A row above has this post or place for the same member and time.
problem-project-roll-milestone = The project has a milestone of this name. Give it another, or change it on the project's page.
problem-project-roll-stage = This milestone is reported or accepted and does not change any more. Write it as it is, or add another one by another name.
problem-project-roll-started = This project started on { $day }, and that does not change. Write that day, or leave it blank.
problem-project-roll-leads = Others lead according to the register. Change who leads on the project's page, with the day and the reason, or write it as it is.
problem-project-roll-acceptor = A row above names another accepting person for this project. Keep one.
problem-project-roll-closed = This project is over and does not change any more. Write it as it is.
