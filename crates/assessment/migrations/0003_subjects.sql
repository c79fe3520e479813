-- Sheets of secretaries beside those of units, parts of a year, open months, and papers kept with a record

-- The person in post whom a fact or sheet is about; 0 for the unit itself.
ALTER TABLE assessment_fact ADD COLUMN person_id {bigint} NOT NULL DEFAULT 0;
ALTER TABLE assessment_sheet ADD COLUMN person_id {bigint} NOT NULL DEFAULT 0;

-- stretches: the days that count and the parts of the year before under other rules, as JSON; empty where one
-- rule holds all the year. open_months: the months that were not locked when it was drawn up, with spaces between.
ALTER TABLE assessment_sheet ADD COLUMN stretches TEXT NOT NULL DEFAULT '';
ALTER TABLE assessment_sheet ADD COLUMN open_months TEXT NOT NULL DEFAULT '';

DROP INDEX assessment_sheet_by_unit;
DROP INDEX assessment_sheet_drawn;
CREATE UNIQUE INDEX assessment_sheet_by_subject ON assessment_sheet (unit_id, person_id, year, number);
CREATE UNIQUE INDEX assessment_sheet_drawn ON assessment_sheet (unit_id, person_id, year) WHERE stage = 'drawn';

-- A paper kept with a record. owner: the kind of record, owner_id: its id there, part: its number within. What is
-- taken away stays with the reason.
CREATE TABLE attachment (
    id {id},
    owner TEXT NOT NULL,
    owner_id {bigint} NOT NULL,
    part {bigint} NOT NULL,
    file_id {bigint} NOT NULL REFERENCES file (id),
    user_id {bigint},
    recorded_by TEXT NOT NULL,
    recorded_at {bigint} NOT NULL,
    removed_by TEXT,
    removed_at {bigint},
    reason TEXT NOT NULL
) {strict};

CREATE INDEX attachment_by_owner ON attachment (owner, owner_id, part);
