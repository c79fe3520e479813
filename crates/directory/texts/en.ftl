# Kinds of unit
unit-kind-group = Group
unit-kind-company = Company
unit-kind-plant = Mine or plant
unit-kind-workshop = Workshop
unit-kind-department = Department
unit-kind-team = Team
unit-kind-crew = Shift crew
unit-kind-line = Production line
unit-kind-project = Project department
unit-kind-overseas = Overseas branch
unit-kind-research = Research team
unit-kind-contractor = Resident contractor
unit-kind-region = Region
unit-kind-station = Station
unit-kind-other = Other
unit-kind-named = { $kind ->
        [group] { unit-kind-group }
        [company] { unit-kind-company }
        [plant] { unit-kind-plant }
        [workshop] { unit-kind-workshop }
        [department] { unit-kind-department }
        [team] { unit-kind-team }
        [crew] { unit-kind-crew }
        [line] { unit-kind-line }
        [project] { unit-kind-project }
        [overseas] { unit-kind-overseas }
        [research] { unit-kind-research }
        [contractor] { unit-kind-contractor }
        [region] { unit-kind-region }
        [station] { unit-kind-station }
       *[other] { unit-kind-other }
    }
unit-kind-names = { unit-kind-group }, { unit-kind-company }, { unit-kind-plant }, { unit-kind-workshop }, { unit-kind-department }, { unit-kind-team }, { unit-kind-crew }, { unit-kind-line }, { unit-kind-project }, { unit-kind-overseas }, { unit-kind-research }, { unit-kind-contractor }, { unit-kind-region }, { unit-kind-station }, { unit-kind-other }

# Problems of names and codes
problem-name-empty = There is no name. Enter one.
problem-name-long = The name has more than { $most } characters. Shorten it; the full name may stand in a note.
problem-name-character = "{ $name }" has a character that cannot be shown ({ $point }), probably from copying or converting. Delete it and type the name again.
problem-code-long = The code has more than { $most } characters. Check that it is in the right field.

# Problems of units
problem-unit-parent-unknown = The unit above "{ $name }" was not found. Choose one from the tree.
problem-unit-older-than-parent = "{ $name }" cannot be older than "{ $parent }" above it, founded on { $day }. Choose that day or a later one, or another unit above.
problem-unit-outlives-parent = "{ $parent }" exists until { $day }, and "{ $name }" below it cannot last longer. Choose another unit above, or change that one first.
problem-unit-ends-before-it-begins = "{ $name }" would end before it begins. Check the two days.
problem-unit-name-taken = Below "{ $parent }" there is already a unit named "{ $name }" in the same time. Choose a name that tells them apart; units below different units may share one.
problem-unit-code-taken = The code "{ $code }" belongs to another unit. Choose another code.
problem-unit-second-root = The tree has its highest unit already; "{ $name }" cannot be another. Choose the unit above it.
problem-unit-root-moves = "{ $name }" is the highest unit and cannot move below another.
problem-unit-root-closes = "{ $name }" is the highest unit and cannot be closed.
problem-unit-cycle = "{ $parent }" stands below "{ $name }"; moving a unit below itself would make a circle. Choose another unit above.
problem-unit-change-nothing = "{ $name }" is like this already. There is nothing to save.
problem-unit-change-too-early = "{ $name }" has a later record from { $last } on and cannot change from { $from }. Choose a later day.
problem-unit-change-after-close = "{ $name }" exists until { $last } and cannot change from { $from }. Choose an earlier day.
problem-unit-open-below = { $n ->
    [one] Below "{ $name }" there is still { $n } unit, such as "{ $first }". Move it first, or tick the box to close them too.
   *[other] Below "{ $name }" there are still { $n } units, such as "{ $first }". Move them first, or tick the box to close them too.
}
problem-unit-later-changes = "{ $name }" has a change on { $from } or later that would be lost. Choose a later day, or see to that unit first.
problem-unit-withheld-root = The enterprise as a whole cannot be withheld. Withhold the unit below it that is not public.
problem-unit-withheld-same = The unit is like this already. There is nothing to save.
problem-unit-changed = Somebody else has changed this unit while you were editing. Compare the two texts below, then save.
problem-unit-withdrawal-below = "{ $name }" was founded later below a unit of this import. Move or close it first, then withdraw the import.
problem-unit-withdrawal-changed = "{ $name }" was changed after the import and cannot be withdrawn. Correct it on the unit's page.

# Problems of people
problem-person-staff-number-taken = The staff number "{ $number }" belongs to { $name }. Check the number.
problem-person-changed = Somebody else has changed this person while you were editing. Check it, then save.
problem-unit-unknown = On { $day } there is no unit whose name, code or path is "{ $text }". Choose one of the proposals.
problem-unit-several = { $n } units are called "{ $text }": { $ways }. Type the whole path.
problem-person-unknown = There is no “{ $text }”. Enter the staff number or name of somebody on the list of people.
problem-person-several = { $n } people are named “{ $text }”, staff numbers: { $numbers }. Enter the number.
