-- Registers that say who holds what on a day: key posts with their shifts, responsibility zones of members,
-- breakthrough projects with their leads and milestones. Days are codes (yyyymmdd); validity is half-open,
-- and 99991231 stands for "no end". Nothing here is ever deleted.

CREATE TABLE key_post (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    revision {bigint} NOT NULL,
    CHECK (valid_from < valid_until)
) {strict};

CREATE INDEX key_post_by_unit ON key_post (unit_id, valid_until, valid_from);

-- The shifts of a post in their order, by name: 早、中、夜, or those of the post's own.
CREATE TABLE key_post_shift (
    post_id {bigint} NOT NULL REFERENCES key_post (id),
    place {bigint} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (post_id, place)
) {clustered};

-- A zone is of a post of the register, or of a place that is named (place is empty for a post).
-- ended_why: why it ended before its time; empty otherwise.
CREATE TABLE responsibility_zone (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    person_id {bigint} NOT NULL REFERENCES person (id),
    post_id {bigint} REFERENCES key_post (id),
    place TEXT NOT NULL,
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    criterion TEXT NOT NULL,
    acceptor_id {bigint} NOT NULL REFERENCES person (id),
    ended_why TEXT NOT NULL,
    revision {bigint} NOT NULL,
    CHECK (valid_from < valid_until),
    CHECK (person_id <> acceptor_id)
) {strict};

CREATE INDEX responsibility_zone_by_post ON responsibility_zone (post_id, valid_until, valid_from);
CREATE INDEX responsibility_zone_by_unit ON responsibility_zone (unit_id, valid_until, valid_from);
CREATE INDEX responsibility_zone_by_person ON responsibility_zone (person_id, valid_until);

CREATE TABLE responsibility_zone_shift (
    zone_id {bigint} NOT NULL REFERENCES responsibility_zone (id),
    place {bigint} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (zone_id, place)
) {clustered};

-- state: running, ended or abandoned; closed: the first day on which it no longer runs.
CREATE TABLE breakthrough (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    started {bigint} NOT NULL,
    acceptor_id {bigint} NOT NULL REFERENCES person (id),
    state TEXT NOT NULL,
    closed {bigint},
    closed_why TEXT NOT NULL,
    revision {bigint} NOT NULL
) {strict};

CREATE INDEX breakthrough_by_unit ON breakthrough (unit_id, started);

-- Who leads on which days; several on one day lead jointly.
CREATE TABLE breakthrough_lead (
    project_id {bigint} NOT NULL REFERENCES breakthrough (id),
    person_id {bigint} NOT NULL REFERENCES person (id),
    valid_from {bigint} NOT NULL,
    valid_until {bigint} NOT NULL,
    PRIMARY KEY (project_id, person_id, valid_from),
    CHECK (valid_from < valid_until)
) {clustered};

-- stage: open, reported or accepted; accepted: the day of it.
CREATE TABLE breakthrough_milestone (
    project_id {bigint} NOT NULL REFERENCES breakthrough (id),
    number {bigint} NOT NULL,
    title TEXT NOT NULL,
    due {bigint} NOT NULL,
    outcome TEXT NOT NULL,
    stage TEXT NOT NULL,
    accepted {bigint},
    PRIMARY KEY (project_id, number)
) {clustered};

CREATE INDEX breakthrough_milestone_by_due ON breakthrough_milestone (due, project_id);

-- What happened to a project and its milestones, in order; milestone is empty for the project itself.
CREATE TABLE breakthrough_step (
    project_id {bigint} NOT NULL REFERENCES breakthrough (id),
    number {bigint} NOT NULL,
    milestone {bigint},
    deed TEXT NOT NULL,
    said TEXT NOT NULL,
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (project_id, number)
) {clustered};
