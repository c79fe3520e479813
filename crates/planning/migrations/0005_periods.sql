-- Both halves in one rhythm: the day on which a month falls due, locks, what was absent when a month was
-- locked, and corrections afterwards

-- The day of the following month on which both halves fall due; the latest rule counts.
CREATE TABLE period_rule (
    id {id},
    due_day {bigint} NOT NULL,
    reason TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at {bigint} NOT NULL
) {strict};

-- A lock of a unit's month, with everything below the unit. period: the month's code; first_day, last_day:
-- its days. watermark: the highest reading entry at that moment. A version belongs to the locked state when
-- its entry is not above it, and it was not taken back by one that is not above it either. Tolerance: of the
-- judgement "a little below", in force at that moment.
CREATE TABLE period_lock (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    period {bigint} NOT NULL,
    first_day {bigint} NOT NULL,
    last_day {bigint} NOT NULL,
    watermark {bigint} NOT NULL,
    tolerance {bigint} NOT NULL,
    user_id {bigint},
    locked_by TEXT NOT NULL,
    locked_at {bigint} NOT NULL,
    unlocked_by TEXT,
    unlocked_at {bigint},
    unlock_reason TEXT
) {strict};

CREATE UNIQUE INDEX period_lock_in_force ON period_lock (unit_id, period) WHERE unlocked_at IS NULL;
CREATE INDEX period_lock_by_period ON period_lock (period, unit_id);

-- How the Party tasks in force stood at the lock. percent: confirmed by people, in millionths. done, of_all:
-- of a measure.
CREATE TABLE period_lock_task (
    lock_id {bigint} NOT NULL REFERENCES period_lock (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    plan_id {bigint} NOT NULL REFERENCES joint_plan (id),
    task {bigint} NOT NULL,
    standing TEXT NOT NULL,
    percent {bigint},
    done {bigint},
    of_all {bigint},
    PRIMARY KEY (lock_id, unit_id, task)
) {clustered};

-- Figures as they were locked, kept when one of them changes for the first time afterwards; what has no row
-- here has not changed since. kind: as in the table of roll-ups; of a unit's own reading 0.
CREATE TABLE period_kept (
    unit_id {bigint} NOT NULL,
    period {bigint} NOT NULL,
    indicator_id {bigint} NOT NULL,
    kind {bigint} NOT NULL,
    lock_id {bigint} NOT NULL REFERENCES period_lock (id),
    n {bigint} NOT NULL,
    top_hi {bigint} NOT NULL,
    top_mid {bigint} NOT NULL,
    top_lo {bigint} NOT NULL,
    bottom_hi {bigint} NOT NULL,
    bottom_mid {bigint} NOT NULL,
    bottom_lo {bigint} NOT NULL,
    PRIMARY KEY (unit_id, period, indicator_id, kind, lock_id)
) {clustered};

-- 缺报: what will not come for a month, and why. half: business or party; thing: the indicator or the number
-- of the task.
CREATE TABLE period_absence (
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    period {bigint} NOT NULL,
    half TEXT NOT NULL,
    thing {bigint} NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (unit_id, period, half, thing)
) {clustered};

CREATE INDEX period_absence_by_period ON period_absence (period, unit_id);

-- 更正单: a number of a locked month is put right. period: of the reading. before_value is absent where
-- nothing was reported. entry_id: what wrote the new version once it was approved.
CREATE TABLE correction_note (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    period {bigint} NOT NULL,
    indicator_id {bigint} NOT NULL REFERENCES indicator (id),
    version {bigint} NOT NULL,
    before_value {bigint},
    before_weight {bigint},
    value {bigint} NOT NULL,
    weight {bigint},
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    user_id {bigint},
    requested_by TEXT NOT NULL,
    requested_at {bigint} NOT NULL,
    decided_by TEXT,
    decided_at {bigint},
    said TEXT NOT NULL,
    entry_id {bigint}
) {strict};

CREATE UNIQUE INDEX correction_note_open ON correction_note (unit_id, period, indicator_id)
    WHERE state = 'requested';
CREATE INDEX correction_note_by_unit ON correction_note (unit_id, period);
