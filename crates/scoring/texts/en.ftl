# Schemes and scores
problem-scheme-unreadable = The scheme cannot be read at line { $line }, column { $column }: { $message }. Write decimals in quotes, such as "0.5".
problem-scheme-too-long = The text of the scheme exceeds { $most } bytes: split it.
problem-scheme-unprintable = The scheme cannot be written as text: { $message }.
problem-scheme-no-kind = { $place }: there is no kind of unit; write at least one.
problem-scheme-kind-unknown = The scheme { $scheme } has no kind of unit { $kind }; it has { $known }.
problem-scheme-effective-early = { $place }: it takes effect on { $effective }, before it is published on { $published }; move the day.
problem-scheme-until-early = { $place }: it ends before it takes effect; correct one of the days.
problem-scheme-share-range = { $place }: a share lies between 0 and 1.
problem-scheme-range = { $place }: the lower end is not below the upper one, so the range has no width; correct an end.
problem-scheme-out-of = { $place }: full marks must be above 0.
problem-scheme-decimals = { $place }: at most 12 decimals are published.
problem-scheme-status-zero = { $place }: what does not apply or is suppressed is not zero; choose redistribute or wait.
problem-scheme-status-full = { $place }: not reporting must not pass weight on to what looks better; choose zero or wait.
problem-scheme-no-consultation = { $place }: no record of consultation; rules that touch workers need a democratic procedure.
problem-scheme-consultation-late = { $place }: the consultation of { $held } came after publication on { $published }.
problem-scheme-negative = { $place }: points must not be below zero; correct them.
problem-scheme-veto-idle = { $place }: the veto has no effect; state zero, cap, grade or ineligible.
problem-scheme-veto-basis = { $place }: the veto has no basis; state it.
problem-scheme-party-unstated = { $place }: the share of Party-building is not stated; state it.
problem-scheme-party-share = { $place }: the stated share of Party-building is { $stated }, its sections come to { $sum }; make them agree.
problem-scheme-party-negligible = { $place }: Party-building has { $share } only, less than { $least }, which is negligible.
problem-scheme-grade-unknown = { $place }: there is no such grade; use a name from grade.
problem-scheme-cap-outside = { $place }: the cap lies outside the range of totals.
problem-scheme-grade-order = { $place }: grades go from the best down, and the last begins at the least total.
problem-scheme-consecutive-years = { $place }: a row of years has at least two.
problem-scheme-distribution = { $place }: ceilings lie between 0 and 1, do not fall, and are fewer than the grades.
problem-scheme-unnamed = { $place }: something has no id; give it one.
problem-scheme-twice = { $place }: the id { $name } stands there twice; change one.
problem-scheme-empty = { $place }: nothing stands in it; add lines or leave it out.
problem-scheme-weight-unwanted = { $place }: a bonus or deduction has no weight; leave it out.
problem-scheme-weight-missing = { $place }: the weight is missing; add it.
problem-scheme-weight-negative = { $place }: a weight is below zero; correct it.
problem-scheme-weights = { $place }: the weights come to { $sum }, not to { $whole }; { $off } is missing or too much.
problem-scheme-bonus-uncapped = { $place }: the bonus has no cap; write most or bonus_most.
problem-scheme-gate-unknown = { $place }: the section it watches is not one of the first level; name one of them.
problem-scheme-indicator-budget = { $place }: { $lines } lines are more than { $most }; cut some.
problem-scheme-input-shared = { $place }: the input { $input } is used by { $lines }; make sure that it is not counted twice.
problem-scheme-class-reason = { $place }: the class is overruled without a reason; record it.
problem-scheme-passing-unknown = { $place }: what inherits the weight is not in this section.
problem-scheme-points-order = { $place }: the points of threshold, target and stretch must not fall.
problem-scheme-limits = { $place }: the limits are out of order or have no width between them; correct them.
problem-scheme-target-zero = { $place }: the target is zero, so nothing is relative to it; use limits in figures.
problem-scheme-share-misplaced = { $place }: a share of the target stands only for threshold and stretch; write a figure.
problem-scheme-pace = { $place }: the width of a step is above zero, points and cap not below.
problem-scheme-baseline = { $place }: a cap below the baseline needs a baseline and a step up.
problem-scheme-tiers = { $place }: tiers go from the best down, all with from or all with up_to.
problem-scheme-prices-empty = { $place }: no sort of event has points; add one.
problem-scheme-rescale = { $place }: both scales must be above zero.
problem-scheme-raters-few = { $place }: { $group } counts from { $fewest } ratings; fewer than { $least } may tell who gave which.
problem-scheme-result-unknown = { $place }: { $scheme }/{ $section }, which it takes, does not exist; correct it or add that scheme.
problem-scheme-cycle = Results depend on themselves: { $way }. Take a section that takes nothing back.
problem-scheme-feed-unknown = { $place }: no line or floor takes this name. Use the id of a line or a name in its rule.
problem-scheme-feed-twice = { $place }: the same figure comes from two places. Keep one.
problem-scheme-volume-share = { $place }: { $share } % of the weight lies on volume, more than { $limit } %; count results instead, or give a reason for each line.
problem-scheme-outcome-share = { $place }: only { $share } % of the weight lies on outcomes, less than { $limit } %.
problem-scheme-duty-earns = { $place }: “{ $words }” is a duty, met or not met, and earns nothing; move it to floor.
problem-scheme-line-instruction = { $place }: it counts instructions by leaders (“{ $words }”); count the result of the work.
problem-scheme-line-press = { $place }: it counts the press (“{ $words }”); count the result of the work.
problem-scheme-line-trace = { $place }: it asks for traces (“{ $words }”); leave it out.
problem-scheme-line-online = { $place }: it counts online time or points (“{ $words }”); leave it out.
problem-sheets-unreadable = The inputs cannot be read at line { $line }, column { $column }: { $message }.
problem-sheet-twice = The unit { $unit } has two sheets of the scheme { $scheme }; keep one.
problem-sheet-entry-twice = { $unit }: { $entry } is there already; the record { $record } was not taken; compare the two.
problem-sheet-entry-unknown = { $unit }: this kind of unit takes no { $entry } (record { $record }); check the name.
problem-sheet-entry-unclear = { $unit }: { $entry } must have a figure, events, ratings or a status, and only one of them.
problem-sheet-entry-sort = { $unit }, { $line }: { $entry } should be of the sort { $wanted }.
problem-sheet-target-zero = { $unit }, { $line }: the target is zero, so nothing is relative to it; change the target or the rule.
problem-sheet-figure-range = { $unit }, { $line }: the figure { $figure } lies outside { $least } to { $most }; check it.
problem-sheet-factor-range = { $unit }, { $line }: the factor { $factor } lies outside { $least } to { $most }; check it.
problem-sheet-limits = { $unit }, { $line }: its limits are out of order; correct the unit's targets.
problem-sheet-event-unknown = { $unit }, { $line }: the rule has no sort { $sort } for the event { $event }; it has { $known }.
problem-sheet-event-points = { $unit }, { $line }: the event { $event } needs points from { $least } to { $most }.
problem-sheet-group-unknown = { $unit }, { $line }: the rule has no group of raters { $group }.
problem-sheet-group-twice = { $unit }, { $line }: the group { $group } stands there twice; keep one.
problem-sheet-rating-range = { $unit }, { $line }: the mean { $mean } of { $group } lies outside 0 to { $most }.
problem-sheet-link-unknown = { $unit }, { $line }: it is not said which unit { $link } is.
problem-sheet-result-unknown = { $unit }, { $line }: the scheme { $scheme } has no section { $section }.
problem-sheet-veto-unknown = { $unit }: the scheme has no veto { $veto } (record { $record }); check the id.
problem-pro-rata-empty = There are no sheets to join.
problem-pro-rata-days = { $unit }: one stretch ends on { $until }, the next begins on { $from }; they must meet.

scoring-step-given = the figure is { $value }
scoring-step-missed = { $value } is worse than { $limit }: { $result }
scoring-step-reached = { $value } reaches { $limit }: { $result }
scoring-step-between = { $worse } + ({ $value } − { $from }) ÷ ({ $to } − { $from }) × ({ $better } − { $worse }) = { $result }
scoring-step-change = ({ $value } − { $against }) ÷ |{ $against }| × 100 = { $result } %
scoring-step-fall = ({ $against } − { $value }) ÷ |{ $against }| × 100 = { $result } % (less is better)
scoring-step-distance = |{ $value }| = { $result }
scoring-step-parts = { $value } ÷ { $per } = { $result } steps
scoring-step-steps = { $value } ÷ { $per }, whole steps only: { $result }
scoring-step-times = { $value } × { $factor } = { $result }
scoring-step-plus = { $terms } = { $result }
scoring-step-minus = { $value } − { $points } = { $result }
scoring-step-at-most = { $value } is more than { $limit }: { $limit }
scoring-step-at-least = { $value } is less than { $limit }: { $limit }
scoring-step-nothing-up = the target is below zero: { $value } % better adds nothing
scoring-step-tier = { $value } falls into the tier with the limit { $limit }: { $result }
scoring-step-no-tier = { $value } falls into no tier: { $result }
scoring-step-event = event { $about }: { $points }
scoring-step-again = event { $about } was booked again: it counts once
scoring-step-not-highest = event { $about } ({ $points }) is not the highest: not added
scoring-step-mean = { $about }: { $sum } ÷ { $raters } ratings = { $result }
scoring-step-too-few = { $about } has { $raters } ratings, fewer than { $limit }: not shown
scoring-step-weighed = ({ $terms }) ÷ the sum of weights = { $result }
scoring-step-rescaled = { $value } × { $to } ÷ { $from } = { $result }
scoring-step-result = { $about } of another assessment: { $result } % of its full marks
scoring-section = ({ $terms }) ÷ weight counted { $weights } × full marks { $full } = { $result }
scoring-total-sum = sections { $base } + bonus { $bonus } − deduction { $deduction } = { $result } (between { $least } and { $most })
scoring-above = total { $total } is above the full marks of { $full }, as follows
scoring-above-bonus = bonus { $bonus }
scoring-above-lines = lines above their full marks: { $parts }
scoring-above-moved = not applicable, so that others carry their weight: { $parts }
scoring-above-waits = no figure yet and left out until there is one: { $parts }
scoring-above-rescaled = the weight of { $weights } that counts is worth { $sum }, rescaled to { $mean } of { $full }
scoring-above-ends = with everything in it ends at { $most } at the most, so it counts no more
scoring-total-gate = { $gate } failed its gate; the effect is counted
scoring-total-published = published as { $result }
scoring-total-capped = { $before } before the veto, published as { $result }
scoring-total-bounds = { $coverage } of the weight is known; with everything in it will lie between { $low } and { $high }
scoring-total-grade = grade { $grade }
scoring-total-ineligible = no award
scoring-total-consecutive = { $grade } { $years } years running: brought to a person for { $consequence }
scoring-floor-met = { $floor }: met (more earns nothing)
scoring-floor-not-met = { $floor }: not met
scoring-floor-unknown = { $floor }: not known
scoring-veto-stands = veto: { $veto } ({ $basis }) since { $day } { $reason }
scoring-veto-lifted = the veto { $veto } ({ $basis }) was lifted on { $day } { $reason }
scoring-veto-later = the veto { $veto } ({ $basis }) begins on { $day }, after this sheet { $reason }
scoring-standing-ok = valid
scoring-standing-provisional = provisional: too much is open for a grade
scoring-standing-not-applicable = not applicable
scoring-if-line = if “{ $line }” were { $to } instead of { $from }, then { $published } and grade { $grade }
scoring-if-open = if “{ $line }” came to { $to }, then { $published } and grade { $grade }
scoring-if-veto = if the veto “{ $veto }” were lifted, then { $published } and grade { $grade }
scoring-pro-rata = ({ $terms }) ÷ { $days } days, published as { $result }
