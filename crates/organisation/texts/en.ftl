# Units
units-title = Organisation
units-new = New unit
units-template-get = Template for units
units-import = Import units
units-search = Find a unit
units-search-hint = Name, former name or code
units-as-of = As of
units-look = Look
units-with-closed = With closed units
units-none-found = Nothing found for "{ $text }"
units-none-found-hint = Type a part of the name only, or choose another day: the unit may not have been founded yet, or be closed by then.
units-whole-tree = See the whole tree
units-found = { $n ->
    [one] { $n } unit
   *[other] { $n } units
 }
units-found-most = The first { $shown } of more than { $n }; type more to narrow them down
units-found-more = The first { $shown } of { $n }; type more to narrow them down
units-empty = There is no unit that you may see on this day
units-empty-hint = Choose another day; if it stays empty, ask the security administrator for a grant.
units-more = The others are on the unit's page…
units-below = { $n } below
units-until = until { $day }
units-closed-on = Closed; its last day was { $day }
units-founded-on = Not founded yet; begins on { $day }
units-name = Name
units-code = Code
units-kind = Kind
units-way = Where it stands
units-children = Units below
units-since = Since
units-from = First day
units-from-help = It exists from this day on; not before the unit above.
units-last = Last day
units-open-end = to date
units-parent = Unit above
units-parent-help = Type a name, a code or a path, such as "Mine 1 / Main washing".
units-new-parent = New unit above
units-new-parent-help = Leave it empty if the unit does not move. It stands at: { $way }
units-code-help = Imports recognise units by it; may be empty.
units-found-do = Found it
units-founded = "{ $name }" is founded.
units-tracker = Tracker
units-new-below = New unit below
units-facts = Facts
units-no-code = none
units-staff = Staff
units-staff-all = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
units-staff-own = { $n } in the unit itself
units-aliases = Other names
units-no-alias = none
units-alias = Another name
units-alias-help = A table that has this name means this unit.
units-alias-add = Add the name
units-alias-added = The name is added.
units-alias-remove = Remove the name "{ $alias }"
units-alias-removed = The name is removed.
units-add-remark = Add a name or a note
units-notes = Notes
units-note = Text
units-note-label = About
units-note-add = Add the note
units-note-added = The note is added.
units-public = Who sees it
units-public-all = Everybody with a role on it or above it
units-withheld = Withheld
units-withheld-above = Withheld with a unit above it
units-withhold = Withhold
units-withhold-undo = Make public
units-withhold-check = Withhold the unit and all below it
units-withhold-help = For branches abroad and the like: it stands in no export, and only the Party committee, Party affairs, personnel and those with a role on the unit itself see it.
units-withheld-done = The unit is withheld from now on.
units-withheld-undone = The unit is public again.
units-history = History
units-history-about = each change begins a new chapter and leaves the earlier ones
units-below-title = Units below
units-reach-all = All levels
units-reach-direct = Directly below only

# Changing and closing
units-change = Change
units-change-from = From which day on
units-change-from-help = Name, place and data before this day stay as they are.
units-preview = Show what happens
units-theirs = What somebody else has just saved
units-change-question = Change "{ $name }" from { $day } on?
units-change-do = Change it
units-changed = The change of "{ $name }" is saved.
units-effect-name = The name "{ $old }" becomes "{ $new }".
units-effect-kind = The kind { $old } becomes { $new }.
units-effect-move = { $n ->
    [one] One unit moves
   *[other] { $n } units move
 } below "{ $new }"; totals from this day on follow.
units-effect-code = The code { $old } becomes { $new }, at once and for all days.
units-effect-keeps = Earlier records stay as they are.
units-effect-corrects = The last change began on this very day and will be corrected; the audit keeps both texts.
units-close = Close
units-close-about = From the day chosen on the unit no longer appears. Its name, place and data before that day stay; look as of an earlier day to see them.
units-close-from = From which day on it no longer exists
units-close-from-help = The day before is its last day.
units-close-below = { $n ->
    [one] One unit still stands
   *[other] { $n } units still stand
 } below it; directly below are:
units-close-with-below = Close all of them too
units-close-with-below-help = Otherwise move them below another unit first.
units-close-links = Party organisations answer for it or what stands below in { $n } links:
units-close-with-links = End these links on the same day
units-close-with-links-help = The organisations themselves stay; you may also hand the units to others first.
units-close-people = { $n ->
    [one] { $n } person still works here or below:
   *[other] { $n } people still work here or below:
}
units-close-people-what = What becomes of them
units-close-people-end = They leave on the same day
units-close-people-move = They move to another unit on the same day
units-close-people-to = Unit that takes them
units-close-people-to-help = Only if they move to another unit.
units-close-matters = { $n ->
    [1] One matter is still open.
   *[other] { $n } matters are still open.
}
units-close-major = { $n ->
    [1] One major matter is still undecided.
   *[other] { $n } major matters are still undecided.
}
units-close-matters-to = Unit that takes them
units-close-matters-to-help = It takes over what is still open; what is closed or decided stays as it is.
problem-matters-closes-too = "{ $unit }" does not exist on that day either and cannot take them. Choose another unit.
units-close-people-hr = HR must move them first.
units-close-question = Close "{ $name }" from { $day } on?
units-close-alone = Nothing stands below it.
units-close-with = { $n ->
    [one] One unit below it closes
   *[other] { $n } units below it close
 } too.
units-close-do = Close it
units-closed = "{ $name }" is closed.

# Problems
problem-unit-alias-known = The unit has the name "{ $alias }" already.
