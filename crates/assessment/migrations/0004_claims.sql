-- Claims that Party work had a part in a result: stated with their mechanism, their evidence, and verdicts

-- A claim never changes. timing: beforehand, or afterwards when readings of the last third of its periods were
-- stored as it was registered.
CREATE TABLE assessment_claim (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    indicator_id {bigint} NOT NULL REFERENCES indicator (id),
    -- 举措: what was or will be done.
    measure TEXT NOT NULL,
    mechanism TEXT NOT NULL,
    -- The first and the last period in which the result is to be seen.
    first_period {bigint} NOT NULL,
    last_period {bigint} NOT NULL,
    timing TEXT NOT NULL,
    -- The task of an annual plan that it is about.
    task_unit_id {bigint} REFERENCES unit (id),
    task_year {bigint},
    task_number {bigint},
    registered_at {bigint} NOT NULL,
    registered_day {bigint} NOT NULL,
    user_id {bigint},
    registered_by TEXT NOT NULL
) {strict};

CREATE INDEX assessment_claim_by_unit ON assessment_claim (unit_id);
CREATE INDEX assessment_claim_by_indicator ON assessment_claim (indicator_id);

-- What bears on a claim. record: the address of a record of this house, empty where there is none. Withdrawn
-- evidence stays, with who withdrew it and why.
CREATE TABLE assessment_claim_evidence (
    claim_id {bigint} NOT NULL REFERENCES assessment_claim (id),
    number {bigint} NOT NULL,
    record TEXT NOT NULL,
    body TEXT NOT NULL,
    on_day {bigint} NOT NULL,
    added_at {bigint} NOT NULL,
    user_id {bigint},
    added_by TEXT NOT NULL,
    withdrawn_at {bigint},
    withdrawn_by TEXT,
    withdrawn_why TEXT,
    PRIMARY KEY (claim_id, number)
) {clustered};

-- What a reviewer says of a claim; a later number takes the place of the one before. evidence: the number of the
-- last evidence that there was.
CREATE TABLE assessment_claim_verdict (
    claim_id {bigint} NOT NULL REFERENCES assessment_claim (id),
    number {bigint} NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence {bigint} NOT NULL,
    given_at {bigint} NOT NULL,
    user_id {bigint},
    given_by TEXT NOT NULL,
    PRIMARY KEY (claim_id, number)
) {clustered};
