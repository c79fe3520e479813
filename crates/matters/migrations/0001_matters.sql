-- 问题闭环: a problem, what is done about it, by whom until when, and who else says that it is solved.

CREATE TABLE matter (
    id {id},
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    title TEXT NOT NULL,
    normal TEXT NOT NULL,
    problem TEXT NOT NULL,
    -- Where it was found: what kind of place, and the address of the record inside the house.
    found TEXT NOT NULL,
    place TEXT NOT NULL,
    raised {bigint} NOT NULL,
    stage TEXT NOT NULL,
    measure TEXT NOT NULL,
    owner_id {bigint} REFERENCES person (id),
    verifier_id {bigint} REFERENCES person (id),
    due {bigint},
    closed {bigint},
    -- The matter that was closed not long before and came back as this one.
    recurs_id {bigint} REFERENCES matter (id),
    revision {bigint} NOT NULL,
    CHECK (owner_id <> verifier_id)
) {strict};

CREATE INDEX matter_by_unit ON matter (unit_id, normal, closed);
CREATE INDEX matter_by_owner ON matter (owner_id, stage);
CREATE INDEX matter_by_verifier ON matter (verifier_id, stage);
CREATE INDEX matter_by_recurrence ON matter (recurs_id) WHERE recurs_id IS NOT NULL;

-- What happened to it, in order; nothing is ever taken away.
CREATE TABLE matter_step (
    matter_id {bigint} NOT NULL REFERENCES matter (id),
    number {bigint} NOT NULL,
    deed TEXT NOT NULL,
    day {bigint} NOT NULL,
    said TEXT NOT NULL,
    -- The account that recorded it, as it was called, and when.
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    PRIMARY KEY (matter_id, number)
) {clustered};
