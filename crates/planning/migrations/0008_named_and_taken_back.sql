-- Steps of annual plans with who named the stand-in; words on duties that are taken back.

-- Who named the one that took the step, where whoever was away had not done so themselves.
ALTER TABLE joint_plan_step ADD COLUMN for_named_by TEXT;

-- The words of people that a duty was done for a period. One counts; those that were taken back stay, with why.
CREATE TABLE duty_word (
    duty_id {bigint} NOT NULL REFERENCES duty (id),
    period {bigint} NOT NULL,
    number {bigint} NOT NULL,
    note TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    taken_back_at {bigint},
    taken_back_why TEXT,
    PRIMARY KEY (duty_id, period, number)
) {clustered};

CREATE UNIQUE INDEX duty_word_counts ON duty_word (duty_id, period) WHERE taken_back_at IS NULL;

INSERT INTO duty_word (duty_id, period, number, note, user_id, recorded_by, recorded_at)
SELECT duty_id, period, 1, note, user_id, recorded_by, recorded_at FROM duty_done;

DROP TABLE duty_done;
