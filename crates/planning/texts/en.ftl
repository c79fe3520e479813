# The month's page
tracker-title = Plan and actual
tab-mood = Mood
tabs-plan = Month
tabs-work = Work
tabs-data = Data
tab-grid = Enter
tracker-of = Plan and actual · { $unit }
tracker-sheet = Indicators
tracker-no-unit = There is no unit yet that you may see
tracker-no-unit-hint = Found or import units under Organisation, or ask the security administrator for a role.
tracker-to-units = Found units
tracker-previous = Previous month
tracker-next = Next month
tracker-month = Month
tracker-go = Show
tracker-enter = Enter this month
tracker-tile-month = Met this month
tracker-tile-to-date = Met to date
tracker-tile-off = Worse than threshold
tracker-tile-missing = Not reported
tracker-of-all = of { $n }
tracker-near = and { $n } slightly behind
tracker-open = and { $n } without target or value
tracker-business = Production and business
tracker-through = this month · to date until { $month }
tracker-this-month = This month
tracker-status = Status
tracker-notes = Notes
tracker-to-date = To date
tracker-to-date-short = to date
tracker-to-date-target = Target to date
tracker-completion = Completion to date (%)
tracker-months-used = Periods used
tracker-status-to-date = Status to date
tracker-notes-to-date = Notes to date
tracker-against = target
tracker-bar = { $indicator } to date against its target
tracker-used = { $used } / { $of } reported
tracker-compared = only { $n } periods have a target; compared with these
tracker-weighted = target weighted by actuals
tracker-partly = { $n } of { $of } units reported
tracker-partly-numbers = { $n } of { $of } planned numbers reported
tracker-fewer = { $n ->
    [one] { $n } unit reported, { $of } in another period
   *[other] { $n } units reported, { $of } in another period
}
tracker-high = slightly high
tracker-outside = slightly outside
tracker-no-target = no target
tracker-no-value = no value: the denominator is zero
tracker-empty = No readings or targets this year up to this month
tracker-empty-hint = Enter this month's numbers, or upload a monthly workbook under Imports.
tracker-empty-read = They appear here once the business department has entered or imported them.
tracker-raise = Raise a matter
tracker-raise-for = Raise a matter about { $indicator }
tracker-below = Units below
tracker-below-hint = how many indicators stand how this month, in the order of founding
tracker-unit = Unit
tracker-reported = Reported
tracker-nothing-planned = no readings or targets this month

# One indicator over time
course-periods = Periods
course-hint = a number leads to its versions and sources

# Behind a number
history-title = Behind a number
history-now = Current value
history-versions = Versions
history-value = Value
history-two-numbers = Numerator (value) / denominator (weight)
history-when = When
history-who = Who
history-why = Why
history-source = Source
history-typed = typed
history-import = Import { $n }
history-undone = import { $n } undone
history-cell-text = cell text “{ $text }”
history-withdrawn = taken back: { $at } { $who } { $why }
history-parts = Made of the units below
history-part-withheld = A unit below is withheld: the total counts it, and it is not listed here.
history-numerator = Numerator
history-denominator = Denominator or weight
history-count = Readings
history-nothing = This number does not exist for this period
history-nothing-hint = Not reported is not zero. Once it is entered or imported, every version and its source stand here.

# Kinds of readings
kind-actual = Actual
kind-target = Target
kind-threshold = Threshold
kind-stretch = Stretch
kind-target-high = Upper target
kind-threshold-high = Upper threshold
kind-named = { $kind ->
        [actual] { kind-actual }
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    }
term-target-high = Upper target

# The grid
grid-title = Enter numbers
grid-of = Enter numbers · { $unit }
grid-about = What to enter
grid-all-indicators = All indicators of this unit
grid-below = Units below: { $indicator }
grid-period = Period
grid-weight = { $kind }: denominator or weight
grid-reason = Reason of the correction
grid-reason-help = Needed when a reported number is changed or cleared; the old one stays in its history.
grid-no-units = No units stand below this one
grid-no-units-hint = Choose all indicators of this unit, or found units under Organisation.
grid-theirs = somebody else saved { $value }
grid-empty = no number
grid-saved = { $written ->
    [one] { $written } number saved, { $cleared } cleared
   *[other] { $written } numbers saved, { $cleared } cleared
}

# The dictionary
problem-readings-too-many = There are more than { $most } lines. Narrow the question by unit, period, indicator or kind; ronghe export readings writes them all.
dictionary-title = Indicators
dictionary-empty = There are no indicators yet
dictionary-empty-hint = Create one, or import a monthly workbook whose profile brings them.
dictionary-saved = The indicator is saved.
indicator-new = New indicator
indicator-edit = Change indicator
indicator-inactive = inactive
indicator-code = Code
indicator-code-help = Letters, digits, - _ . for imports and exports.
indicator-name = Name
indicator-name-zh = Chinese name
indicator-name-en = English name
indicator-unit = Unit of measure
indicator-unit-help = Such as t, kg/t, %. Tonnes and ten thousand tonnes are two units.
indicator-decimals = Decimals shown
indicator-factor = Factor of a ratio
indicator-factor-help = 100 for per cent, 1000 for kilograms per tonne of tonnes, otherwise 1.
indicator-grain = Period
indicator-source = Source
indicator-source-help = Such as weighbridge, laboratory, monthly accounts.
indicator-tolerance = Tolerance (%)
indicator-tolerance-help = Without a threshold: how far behind the target is only slightly behind; empty for the enterprise's own.
indicator-negative = May be negative
indicator-active = In use
indicator-active-help = Not in use, it leaves the grid and keeps its history.
indicator-used-hint = Readings exist: unit of measure, aggregation, factor and period can no longer change.
direction-up = higher is better
direction-down = lower is better
direction-range = band
aggregation-sum = sum
aggregation-last = last value
aggregation-ratio = ratio of sums
aggregation-mean = weighted mean
aggregation-sum-help = sum of the units
aggregation-last-help = sum of the units' last values
aggregation-ratio-help = sum of numerators ÷ sum of denominators
aggregation-mean-help = mean by weight

# Settings of the enterprise
settings-title = System settings
settings-saved = The settings are saved
settings-name = Name of the enterprise
settings-zone = Time zone
settings-zone-help = Such as Asia/Shanghai.
settings-year = Financial year begins
settings-month = Month { $n }
settings-cut = Production day ends at (hour)
settings-tolerance = Tolerance (%)
settings-tolerance-help = Without a threshold: how far behind the target is only slightly behind.
settings-steps = Days for each step of an annual plan
settings-steps-help = Submitting, signing and approving are each owed so many days after the step before; counts from the next step on.
settings-itself = Most tasks for the organisation itself (%)
settings-itself-help = Of all Party tasks of an annual plan.

# Problems of readings
problem-reading-grain = Indicator { $indicator } is reported by { $grain }; { $period } is no such period. Change the period, or create another indicator.
problem-reading-negative = Indicator { $indicator } cannot be negative, but { $value } came. Check it; if it can be, tick “May be negative” in the dictionary.
problem-reading-needs-two-numbers = Indicator { $indicator } needs two numbers: numerator and denominator, or value and weight. Add the second.
problem-reading-takes-one-number = Indicator { $indicator } is one number without denominator or weight. Remove the second.
problem-reading-order = { $indicator } of { $unit } in { $period }: { $lower ->
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    } { $low } is above { $upper ->
        [threshold] { kind-threshold }
        [stretch] { kind-stretch }
        [target-high] { kind-target-high }
        [threshold-high] { kind-threshold-high }
       *[target] { kind-target }
    } { $high }, which turns the order round. Correct one of the two (both can be saved together), or the direction of the indicator.
problem-reading-indicator = There is no indicator number { $indicator }. Reload the page and try again.
problem-reading-outside-life = { $unit } does not exist in { $period }. Check the period, or correct the unit's days under Organisation.
problem-reading-twice = { $indicator } ({ kind-named }) of { $unit } in { $period } is there twice with different numbers. Keep one.
problem-reading-restate-reason = { $indicator } ({ kind-named }) of { $unit } in { $period } is { $before } already; the new number is { $value }. Give a reason and save again.
problem-reading-counted-below = { $indicator } ({ kind-named }) of { $unit } in { $period } is made of the units below; a number here would count twice. Enter it below, or take the numbers below back first.
problem-reading-counted-above = { $indicator } ({ kind-named }) of { $unit } in { $period } was entered directly at { $other } above; it would count twice. Take that one back first.
problem-reading-move-counts-twice = After the move { $unit } would count twice in { $period }: it has readings of its own and below. Take one of them back first.
problem-reading-saved-meanwhile = Somebody else has just saved the same number. What you typed is still on the page: compare, then save again.
problem-typed-grouped = “{ $value }” has thousands separators. Remove them: 1234.5.
problem-typed-decimal-comma = “{ $value }” has a decimal comma. Write a point: 1234.5.
problem-typed-full-width = “{ $value }” has full-width characters. Use plain digits.
problem-typed-cell-error = “{ $value }” is an error of the spreadsheet. Correct it there and paste again.
problem-typed-percent = “{ $value }” has a per cent sign. Write the number alone.
problem-grid-reason = Reported numbers were changed or cleared. Give the reason.
problem-grid-weight-alone = There is a denominator (weight) without a number. Add the number, or leave both empty.
problem-grid-collision = Somebody else saved { $n } of these cells first. Both numbers are shown and nothing was written. Compare; saving once more corrects theirs to yours.

# Problems of indicators and settings
problem-indicator-code = The code “{ $code }” cannot be used. Use letters, digits, - _ . and at most 64 bytes.
problem-indicator-name = There is no name. Give a Chinese or an English one.
problem-indicator-decimals = Decimals are 0 to 6.
problem-indicator-factor = The factor is a whole number from 1 to 1000000.
problem-indicator-tolerance = The tolerance cannot be negative.
problem-indicator-code-taken = The code “{ $code }” is taken. Choose another.
problem-indicator-changed = Somebody else has just changed this indicator; it is shown above as it is now. What you typed is still here: compare, open it again and save.
problem-indicator-used = Readings exist, so this can no longer change. Create another indicator.
problem-indicator-percent-factor = Note: the unit is per cent, but the factor is not 100.
problem-indicator-factor-unused = Note: a factor only matters for a ratio of sums.
problem-indicator-rate-summed = Note: the unit looks like a rate, but values are summed or the last is taken; rates do not add.
problem-setting-name = The name has at most 60 characters.
problem-setting-zone = There is no time zone named “{ $value }”. Write one such as Asia/Shanghai.
problem-setting-year = Choose a month from 1 to 12.
problem-setting-cut = Write a full hour from 0 to 23.
problem-setting-steps = Please type a whole number from 1 to 90.
problem-setting-itself = Please type a whole number from 0 to 100.
problem-setting-year-planned = There are annual plans already: the financial year can no longer change.
problem-setting-tolerance = The tolerance is a number from 0 to 100.
problem-settings-changed = Somebody else has just changed the settings. What you typed is still here: open the settings in another window, compare, then save.

# Burden of reporting
burden-title = Burden
burden-of = { $unit } · Burden
burden-hint = What a month took by hand, and what came from files and records. Minutes are not estimated: no source says how long an entry takes. It is told by unit only: who typed, when and how long is not kept, and it judges nobody.
burden-typed = Numbers typed
burden-again = Typed again
burden-again-n = { $n } of them again
burden-filled = Numbers from files
burden-filled-hint = imported, nobody typed them
burden-said = Task entries typed
burden-said-hint = Party tasks that nothing measures
burden-measured = Tasks measured
burden-measured-hint = nothing to fill in
burden-matters = Entries on matters
burden-matters-hint = raising, measures, reports and verifying, each once
burden-records = Mood records
burden-share = { $n } of { $of } by hand
burden-units = By unit
burden-demands = Demanded by
burden-by = Indicators of
burden-nobody = Nobody named
burden-none = No numbers in this month
burden-none-hint = Look at another month.
