-- Questions about support, registered before their answers are seen, with every run and what was concluded.

-- A question never changes: whoever asks otherwise asks a new one, which names the one it follows.
-- asked: beforehand, past-data (readings of the period's last third were stored by then) or afterwards (it
-- follows a question whose result was known).
CREATE TABLE synergy_question (
    id {id},
    -- The unit below which the compared units stand.
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    -- How many levels below it; 0 for units that were named one by one.
    depth {bigint} NOT NULL,
    cause_id {bigint} NOT NULL REFERENCES indicator (id),
    outcome_id {bigint} NOT NULL REFERENCES indicator (id),
    mechanism TEXT NOT NULL,
    -- Other explanations that were thought of beforehand.
    others TEXT NOT NULL,
    -- First and last period of the outcome, and by how many periods the cause stands before it.
    first_period {bigint} NOT NULL,
    last_period {bigint} NOT NULL,
    lag {bigint} NOT NULL,
    asked TEXT NOT NULL,
    follows_id {bigint} REFERENCES synergy_question (id),
    -- The task of an annual plan that it is about.
    task_unit_id {bigint} REFERENCES unit (id),
    task_year {bigint},
    task_number {bigint},
    registered_at {bigint} NOT NULL,
    registered_day {bigint} NOT NULL,
    user_id {bigint},
    registered_by TEXT NOT NULL,
    CHECK (lag >= 0 AND lag <= 3)
) {strict};

CREATE INDEX synergy_question_by_unit ON synergy_question (unit_id);
CREATE INDEX synergy_question_by_task ON synergy_question (task_year, task_unit_id, task_number);

-- The units that are compared, as they stood on the day of registration.
CREATE TABLE synergy_question_unit (
    question_id {bigint} NOT NULL REFERENCES synergy_question (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    PRIMARY KEY (question_id, unit_id)
) {clustered};

-- Every run, refused ones too. root_id and year: the family in which it counts as a test tried. digest: over
-- the figures it used. p: of the cluster-t, as decimal text; null where nothing could be estimated.
CREATE TABLE synergy_run (
    id {id},
    question_id {bigint} NOT NULL REFERENCES synergy_question (id),
    number {bigint} NOT NULL,
    root_id {bigint} NOT NULL,
    year {bigint} NOT NULL,
    digest TEXT NOT NULL,
    seed {bigint} NOT NULL,
    p TEXT,
    -- The whole result as JSON.
    result TEXT NOT NULL,
    run_at {bigint} NOT NULL,
    user_id {bigint},
    run_by TEXT NOT NULL
) {strict};

CREATE UNIQUE INDEX synergy_run_by_question ON synergy_run (question_id, number);
CREATE UNIQUE INDEX synergy_run_by_digest ON synergy_run (question_id, digest);
CREATE INDEX synergy_run_by_family ON synergy_run (root_id, year);

-- What is concluded from a run; a later number takes the place of the one before.
CREATE TABLE synergy_conclusion (
    question_id {bigint} NOT NULL REFERENCES synergy_question (id),
    number {bigint} NOT NULL,
    run_number {bigint} NOT NULL,
    body TEXT NOT NULL,
    concluded_at {bigint} NOT NULL,
    user_id {bigint},
    concluded_by TEXT NOT NULL,
    PRIMARY KEY (question_id, number)
) {clustered};
