# Kinds of Party organisation
party-kind-committee = Party committee
party-kind-general-branch = General branch
party-kind-branch = Branch
party-kind-joint-branch = Joint branch
party-kind-temporary-branch = Temporary branch
party-kind-group = Party group

# Ways of being covered
coverage-how-uncovered = Not covered
coverage-how-own = Own organisation
coverage-how-joint = Joint branch
coverage-how-covering = Organisation elsewhere
coverage-how-above = With the unit above

# Tabs and pages
tab-units = Units
tab-party = Party organisations
tab-coverage = Coverage
list-comma = ,{" "}
party-title = Party organisations
party-new = New Party organisation
party-new-below = New below
party-search = Find a Party organisation
party-search-hint = Name or former name
party-none-found-hint = Type part of the name only, or look at another day.
party-whole-tree = See the whole tree
party-empty = There is no Party organisation that you may see on this day
party-empty-hint = Begin with the top organisation, then add those below it.
party-empty-reader = Party affairs founds organisations; you may also look at another day.
party-below = { $n } below
party-units = answers for { $n }
party-superior = Superior organisation
party-superior-help = Type its name; leave empty for the top organisation.
party-seat = Seat
party-seat-help = The unit where it has its seat; who may see or change it follows from there.
party-document-help = Number of the higher approval, such as 清党〔2026〕5号.
party-covers = It answers for the unit of its seat
party-covers-help = If not ticked, say later on the unit's page who answers for it.
party-founded = “{ $name }” is founded.
party-children = Organisations below
party-no-children = none
party-successions = Mergers and splits
party-succession = On { $day }, “{ $after }” followed “{ $before }”.
party-unit = Unit
party-answers = Answers for
party-answer-new = Answer for another unit
party-answers-none = It answers for no unit yet
party-answers-none-hint = The units that it answers for stand here; a unit that nobody answers for is on the list of the uncovered.
party-change = Change Party organisation
party-close = Close Party organisation
party-close-about = From the chosen day on the organisation no longer appears; its names, places and units until then remain and are seen as of an earlier day.
party-close-links = { $n ->
    [one] It still answers for { $n } unit.
   *[other] It still answers for { $n } units.
}
party-close-with-links = End that on the same day
party-close-with-links-help = Units for which nobody else answers are on the list of the uncovered the same day. You may also hand them to others first.
party-effect-superior = It moves under “{ $new }”.
party-effect-seat = Its seat moves to “{ $new }”.

# Coverage
coverage-title = Coverage
coverage-list = Who answers for each unit
coverage-how = Covered by
coverage-orgs = Organisation
coverage-org = Party organisation
coverage-org-help = Type its name and choose from the list.
coverage-lag = Lag in days
coverage-lag-none = none yet
coverage-lag-unknown = unknown
coverage-since-unknown = unknown
coverage-all = All
coverage-uncovered = Not covered
coverage-covered = Covered
coverage-whole = On this day an organisation answers for every unit
coverage-whole-hint = A new unit for which nobody answers is listed here the same day.
coverage-document = Approval number
coverage-reach = Reach
coverage-reach-below = and below
coverage-reach-unit = this unit only
coverage-reaches = And for the units below, unless a nearer organisation answers
coverage-last-help = Leave empty when there is no end.
coverage-link-new = Say who answers
coverage-link-known = An organisation that exists answers
coverage-link-do = Save
coverage-linked = Saved who answers.
coverage-end = End
coverage-end-of = End answering for “{ $unit }”
coverage-end-last = Last day of answering for “{ $unit }”
coverage-ended = It no longer answers from then on.
unit-party = Party organisation
unit-party-about = who answers on this day
unit-party-above = covered with “{ $unit }” above it
unit-party-none = No organisation answers for this unit yet. Having no members is no violation: it may join a joint branch or get a liaison.
unit-party-lag = { $n ->
    [one] An organisation answered { $n } day after its first day (negative: before)
   *[other] An organisation answered { $n } days after its first day (negative: before)
}

# Suggested form
org-form-title = Which form suits it
org-form-about = Enter the members for a suggestion and its rule. It is advice; the superior organisation decides.
org-form-counted = { $full } full and { $probationary } probationary members work here now; type other numbers to see what would follow.
org-form-full = Full members
org-form-probationary = Probationary members
org-form-months = Months planned
org-form-months-help = For projects and tasks; leave empty for a standing unit.
org-form-moved = Members' affiliation moves here
org-form-ask = Show suggestion
org-form-suggested = Suggested: { $form }
org-form-found = New: { $form }
org-form-branch-committee = Branch with a branch committee
org-form-no-members = Having no members is no violation: a neighbours' joint branch may answer, or the superior organisation names a liaison.
org-form-joint-most = A joint branch normally takes { $n } units at most.
org-form-temporary-limits = A temporary branch normally admits no members, disciplines nobody, collects no dues, elects no delegates and holds no term election; it ends with its task and its leaders are designated.
org-rule-branch_must_exist = Rule: Regulation on the Work of Party Branches (trial), art. 4: three or more full members form a branch.
org-rule-joint_branch = Rule: Regulation on the Work of Party Branches (trial), ch. 2: fewer than three full members form one with neighbours (art. 5, to be confirmed by a Party affairs officer).
org-rule-project = Rule: Regulation on the Work of Party Branches (trial), ch. 2: a project of six months or more that meets the conditions forms a branch (article to be confirmed by a Party affairs officer).
org-rule-temporary_branch = Rule: Regulation on the Work of Party Branches (trial): a temporary body whose members keep their affiliation forms a temporary branch with higher approval (art. 8, to be confirmed by a Party affairs officer).
org-rule-branch_committee = Rule: Regulation on the Work of Party Branches (trial), ch. 6: a branch of seven or more full members has a branch committee.
org-rule-general_branch = Rule: Regulation on Primary Party Organisations of State-owned Enterprises (trial), art. 4: 50 members or more form a general branch (number to be confirmed by a Party affairs officer).
org-rule-committee = Rule: Regulation on Primary Party Organisations of State-owned Enterprises (trial), art. 4: 100 members or more form a committee.

# Term and conditions
party-office = Term and conditions
party-gap = To do
party-gap-overdue = Election overdue since { $day }
party-gap-due = Election due on { $day }
party-gap-no-election = No election recorded
party-gap-no-secretary = { $n ->
    [one] No secretary since { $day }, { $n } day
   *[other] No secretary since { $day }, { $n } days
}
party-gap-missing = Missing: { $what }
party-unrecorded = not recorded
party-elected-on = Elected on
party-due = Next election
party-postponed-by = put off by { $document }
party-office-record = Record election and conditions
party-elect = Record election
party-elected = Election recorded.
party-postpone = Record postponement
party-postpone-until = Put off to
party-postpone-help = With higher approval, by a year at most.
party-postponed = Postponement recorded.
party-condition-place = place of work
party-condition-funds = funds
party-condition-staff = Party staff
party-condition-there = there
party-condition-absent = not there or not recorded
party-condition-begin = Record { $what }
party-condition-end = No longer there: { $what }
party-condition-saved = Recorded.

# Problems
problem-office-none = Organisations of this kind hold no election; their leaders are designated.
problem-office-outside = The organisation does not exist on this day. Use a day of its life.
problem-office-known = An election of this day is recorded already. Check the day.
problem-office-unelected = No election is recorded, so none can be put off. Record one first.
problem-office-postponed-too-far = The election is due on { $due }; it can be put off to a later day, { $latest } at the latest. Change the day.
problem-office-postponed-undocumented = Putting an election off takes higher approval. Enter its number.
problem-condition-later = A later record exists already. Use a later day.
problem-party-org-unknown = On { $day } there is no Party organisation named “{ $text }”. Choose one from the list.
problem-party-org-several = On { $day } more than one Party organisation is named “{ $text }”. Rename one of them first.
problem-party-org-kind-misplaced = “{ $name }” cannot stand under “{ $superior }”: groups stand inside branches, branches under general branches or committees, these two under committees. Choose another kind or superior.
problem-party-org-superior-unknown = There is no such superior organisation. Choose one from the list.
problem-party-org-older-than-superior = “{ $name }” cannot be older than its superior “{ $superior }” ({ $day }). Use that day or a later one, or choose another superior.
problem-party-org-outlives-superior = The superior “{ $superior }” exists until { $day } only; “{ $name }” cannot outlive it. Choose another superior.
problem-party-org-name-taken = Under the same superior there is already an organisation named “{ $name }” at that time. Choose a name that tells them apart.
problem-party-org-second-top = “{ $top }” is the top already; “{ $name }” cannot be another. Choose a superior for it.
problem-party-org-top-moves = “{ $name }” is the top and cannot move under another organisation.
problem-party-org-cycle = “{ $superior }” stands under “{ $name }”; moving a superior below itself would make a circle. Choose another superior.
problem-party-org-change-nothing = “{ $name }” is already like that; there is nothing to save.
problem-party-org-change-too-early = “{ $name }” has a later record from { $last } on and cannot change from { $from }. Use a later day.
problem-party-org-change-after-close = “{ $name }” exists until { $last } and cannot change from { $from }. Use an earlier day.
problem-party-org-open-below = There are organisations under “{ $name }” (such as “{ $first }”). Give them another superior or close them first.
problem-party-org-open-links = { $n ->
    [one] “{ $name }” still answers for { $n } unit. Tick to end that on the same day, or hand the units to others first.
   *[other] “{ $name }” still answers for { $n } units. Tick to end that on the same day, or hand the units to others first.
}
problem-party-org-changed = Somebody else has changed this organisation meanwhile. Compare and save again.
problem-party-org-seat-outlived = The unit “{ $unit }” exists from { $from } to { $last }; an organisation can have its seat there only within these days. Choose another unit or day.
problem-coverage-beyond-org = “{ $name }” exists from { $from } to { $last }; it can answer for a unit only within these days. Change the days.
problem-coverage-beyond-unit = The unit “{ $name }” exists from { $from } to { $last }; nobody can answer for it after its end. Change the days.
problem-coverage-overlaps = “{ $org }” answers for “{ $unit }” from { $from } on already; the days must not overlap. End that first, or use other days.
problem-coverage-ends-before = This began on { $from }; its end must be later. Use a later day.
problem-coverage-ended = This ended on { $last } already. Use an earlier day.
problem-coverage-changed = Somebody else has changed this meanwhile. Compare and save again.
problem-succession-nobody = A merger or split needs those that end and those that follow. Choose both.
problem-unit-open-seat = “{ $org }” still has its seat here. Move its seat or close it first.
problem-unit-open-coverage = { $n ->
    [one] Party organisations still answer for { $n } unit here. Tick to end that on the same day, or settle it first.
   *[other] Party organisations still answer for { $n } units here. Tick to end that on the same day, or settle it first.
}

## Mergers and splits

reorganise = Merge or split
reorganise-title = Merge or split
reorganise-about = A merger makes one of several, a split several of one. It is one act and changes no day that has passed: every earlier day still answers as it was.
reorganise-from = First day of the new order
reorganise-from-help = From this day on things stand as below.
reorganise-others = What changes with it
reorganise-others-help = The others that it is merged with; leave empty for a split.
reorganise-other = Other { $n }
reorganise-heirs = Who takes over
reorganise-heirs-help = A name that exists takes over; a new name is founded on that day and needs a kind. If the present one goes on, write it here too.
reorganise-heir = Successor { $n }
reorganise-heir-kind = Kind (when new)
reorganise-ends = “{ $name }” no longer exists from { $day } on.
reorganise-goes-on = “{ $name }” goes on.
reorganise-takes-over = “{ $name }” takes over.
reorganise-founds = “{ $name }” ({ $kind }) is founded on { $day }.
reorganise-parts = What stands below or is answered for
reorganise-parts-help = Choose who takes each.
reorganise-part = What it is
reorganise-answers = unit answered for
reorganise-to = Taken by
reorganise-to-of = Who takes “{ $name }”
reorganise-do = Carry out
reorganised = The merger or split is done.
problem-reorganise-root = The topmost unit cannot give way to a new one. Name a unit that exists, or rename this one.

## Map

tab-coverage-map = Map
coverage-map = Map of coverage
coverage-map-tops = Begin at:
coverage-map-branches = Units below
coverage-map-branches-help = Each bar shows how the units there are covered; a name opens what is below it
coverage-map-units = { $n ->
    [one] { $n } unit
   *[other] { $n } units
}
coverage-map-uncovered = { $n } uncovered
coverage-map-bar = { $how } { $n }
coverage-map-trees = The two trees side by side
coverage-map-trees-help = A line joins a unit to the organisation that answers for it
coverage-map-cut = There are many units here, so only one level is drawn. Open a name above to see what is below it.
coverage-map-nobody = No organisation answers for these units directly.

## Reach

tab-reach = Reach
reach-title = How far the work reaches
reach-list = Units and mechanisms
reach-about = A blank means that nothing is recorded; nothing is ranked or summed
reach-whole = One page (prints on A3)
reach-organisation = Party organisation
reach-zones = Responsibility zones
reach-breakthroughs = Breakthrough projects
reach-matters = Matters closed
reach-appraisal = Appraisal
reach-blank = nothing recorded
reach-not-offered = not recorded yet
