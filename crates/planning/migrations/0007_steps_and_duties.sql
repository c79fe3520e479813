-- Steps of annual plans with the day until which each is owed and in whose place it was taken; duties that
-- come again; corrections of targets and of what is taken back.

-- Until when the next step is owed; none of a version that needs no more, or that is older than this.
ALTER TABLE joint_plan ADD COLUMN due {bigint};
CREATE INDEX joint_plan_draft_due ON joint_plan (due) WHERE stage = 'draft';

-- Until when this step was owed, and in whose place it was taken.
ALTER TABLE joint_plan_step ADD COLUMN due {bigint};
ALTER TABLE joint_plan_step ADD COLUMN for_user_id {bigint};
ALTER TABLE joint_plan_step ADD COLUMN for_name TEXT;

-- 常规工作: what a unit owes again in each month, quarter or year. due_day: of the month after the period. proof:
-- the kind of record that shows that it is done, or the word of a person. since, until: codes of its first
-- period and of the first one in which it is owed no more.
CREATE TABLE duty (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    title TEXT NOT NULL,
    owner_id {bigint} REFERENCES person (id),
    rhythm TEXT NOT NULL,
    due_day {bigint} NOT NULL,
    proof TEXT NOT NULL,
    since {bigint} NOT NULL,
    until {bigint},
    revision {bigint} NOT NULL
) {strict};

CREATE INDEX duty_by_unit ON duty (unit_id);
CREATE INDEX duty_by_owner ON duty (owner_id);

-- The word of a person that a duty was done for a period.
CREATE TABLE duty_done (
    duty_id {bigint} NOT NULL REFERENCES duty (id),
    period {bigint} NOT NULL,
    note TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (duty_id, period)
) {clustered};

-- kind: as in the table of readings. withdraws: the number is taken back and nothing put in its place; value
-- then repeats the number that goes.
ALTER TABLE correction_note ADD COLUMN kind {bigint} NOT NULL DEFAULT 0;
ALTER TABLE correction_note ADD COLUMN withdraws {boolean} NOT NULL DEFAULT FALSE;
DROP INDEX correction_note_open;
CREATE UNIQUE INDEX correction_note_open ON correction_note (unit_id, period, indicator_id, kind)
    WHERE state = 'requested';
