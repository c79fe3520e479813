-- The annual plan of a unit: business targets and Party tasks in one document. A row is a version: the
-- first one, or an amendment of the one before. What is frozen never changes.

-- year: the calendar year in which the financial year begins. digest: over the whole content, once frozen.
-- The highest number of a unit and year that is frozen is in force.
CREATE TABLE joint_plan (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    year {bigint} NOT NULL,
    number {bigint} NOT NULL,
    stage TEXT NOT NULL,
    -- Why the plan in force is amended; empty for a first version.
    reason TEXT NOT NULL,
    digest TEXT,
    revision {bigint} NOT NULL
) {strict};

CREATE UNIQUE INDEX joint_plan_by_unit ON joint_plan (unit_id, year, number);
CREATE INDEX joint_plan_by_year ON joint_plan (year, unit_id, number);
CREATE INDEX joint_plan_waiting ON joint_plan (stage) WHERE stage IN ('submitted', 'signed');

-- What happened to a version, in order; nothing is ever taken away.
CREATE TABLE joint_plan_step (
    plan_id {bigint} NOT NULL REFERENCES joint_plan (id),
    number {bigint} NOT NULL,
    deed TEXT NOT NULL,
    said TEXT NOT NULL,
    -- The account that did it, with its name as it was.
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (plan_id, number)
) {clustered};

-- A number of the business half: of the whole year (its period is the year), or of a part of it. Of an
-- indicator of years there is the year alone. kind: as in the table of readings, never 0.
CREATE TABLE joint_plan_number (
    plan_id {bigint} NOT NULL REFERENCES joint_plan (id),
    indicator_id {bigint} NOT NULL REFERENCES indicator (id),
    kind {bigint} NOT NULL,
    period {bigint} NOT NULL,
    value {bigint} NOT NULL,
    weight {bigint},
    PRIMARY KEY (plan_id, indicator_id, kind, period)
) {clustered};

-- Indicators whose numbers the units below carry: the plan holds them, the tracker adds up theirs.
CREATE TABLE joint_plan_below (
    plan_id {bigint} NOT NULL REFERENCES joint_plan (id),
    indicator_id {bigint} NOT NULL REFERENCES indicator (id),
    PRIMARY KEY (plan_id, indicator_id)
) {clustered};

-- A Party task. number: the same in every version of the year. supports: what it is for.
CREATE TABLE joint_plan_task (
    plan_id {bigint} NOT NULL REFERENCES joint_plan (id),
    number {bigint} NOT NULL,
    title TEXT NOT NULL,
    supports TEXT NOT NULL,
    indicator_id {bigint} REFERENCES indicator (id),
    -- The key post or the risk in words; empty for an indicator and for self-building.
    named TEXT NOT NULL,
    criterion TEXT NOT NULL,
    -- What measures it, by the name under which a storey offers it, and the share in per cent to reach
    -- (millionths); empty where progress is recorded by hand.
    measure TEXT NOT NULL,
    goal {bigint},
    owner_id {bigint} NOT NULL REFERENCES person (id),
    due {bigint} NOT NULL,
    PRIMARY KEY (plan_id, number)
) {clustered};

-- What people say of a task that nothing measures: for a month, with where the evidence is. A version counts
-- once somebody else has confirmed it; a later one takes its place. percent: in millionths.
CREATE TABLE joint_plan_progress (
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    year {bigint} NOT NULL,
    task {bigint} NOT NULL,
    period {bigint} NOT NULL,
    version {bigint} NOT NULL,
    percent {bigint} NOT NULL,
    said TEXT NOT NULL,
    evidence TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    confirmed_by TEXT,
    confirmed_at {bigint},
    PRIMARY KEY (unit_id, year, task, period, version)
) {clustered};
