-- Lists of people on their way in: what was read of a file, until it is confirmed or given up. Only name and
-- staff number are kept, whatever else the file held.

CREATE TABLE person_list (
    id {id},
    file TEXT NOT NULL,
    name_column {bigint} NOT NULL,
    number_column {bigint},
    state TEXT NOT NULL,
    revision {bigint} NOT NULL,
    fresh {bigint} NOT NULL,
    known {bigint} NOT NULL,
    refused {bigint} NOT NULL,
    created_at {bigint} NOT NULL,
    created_by TEXT NOT NULL
) {strict};

CREATE INDEX person_list_by_age ON person_list (created_at);

CREATE TABLE person_list_line (
    list_id {bigint} NOT NULL REFERENCES person_list (id),
    number {bigint} NOT NULL,
    name TEXT NOT NULL,
    normal TEXT NOT NULL,
    staff_number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    unread TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (list_id, number)
) {clustered};

CREATE INDEX person_list_line_by_verdict ON person_list_line (list_id, verdict, number);
