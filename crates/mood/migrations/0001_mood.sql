-- 思想动态: mood surveys with their answers as counts, and the monthly records.
-- No table has a row for an answer, a column for a person or machine, or a time at which anybody answered.

CREATE TABLE mood_survey (
    id {id},
    -- The first survey of the series; null for that one itself.
    series_id {bigint} REFERENCES mood_survey (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    month {bigint} NOT NULL,
    title TEXT NOT NULL,
    k {bigint} NOT NULL,
    anonymous {boolean} NOT NULL,
    stage TEXT NOT NULL,
    -- Stands in the address where people answer.
    token TEXT NOT NULL,
    -- The day as of which the tree of units was asked.
    day {bigint} NOT NULL,
    -- When every server has handed in what it held, in milliseconds since 1970; null before the closing.
    settles {bigint},
    revision {bigint} NOT NULL,
    CHECK (k >= 5)
) {strict};

CREATE UNIQUE INDEX mood_survey_by_token ON mood_survey (token);
CREATE INDEX mood_survey_by_unit ON mood_survey (unit_id, month);
CREATE INDEX mood_survey_by_series ON mood_survey (series_id, month);
CREATE INDEX mood_survey_closing ON mood_survey (id) WHERE stage = 'closing';

CREATE TABLE mood_question (
    survey_id {bigint} NOT NULL REFERENCES mood_survey (id),
    number {bigint} NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (survey_id, number)
) {clustered};

-- The units whose people are asked.
CREATE TABLE mood_part (
    survey_id {bigint} NOT NULL REFERENCES mood_survey (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    PRIMARY KEY (survey_id, unit_id)
) {clustered};

CREATE INDEX mood_part_by_unit ON mood_part (unit_id, survey_id);

-- How many of a unit gave this answer to this question.
CREATE TABLE mood_count (
    survey_id {bigint} NOT NULL REFERENCES mood_survey (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    question {bigint} NOT NULL,
    answer {bigint} NOT NULL,
    n {bigint} NOT NULL,
    PRIMARY KEY (survey_id, unit_id, question, answer),
    CHECK (answer >= 1 AND answer <= 5)
) {clustered};

-- 思想状况简要记录: what a unit's people worry about in a month, of all of them together.
CREATE TABLE mood_record (
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    month {bigint} NOT NULL,
    -- Names of themes with commas between them.
    themes TEXT NOT NULL,
    body TEXT NOT NULL,
    normal TEXT NOT NULL,
    intensity TEXT NOT NULL,
    change TEXT NOT NULL,
    handled {boolean} NOT NULL,
    -- The day on which it was heard, and that on which people were told what becomes of it.
    heard {bigint} NOT NULL,
    replied {bigint},
    recorded_by TEXT NOT NULL,
    revision {bigint} NOT NULL,
    PRIMARY KEY (unit_id, month)
) {clustered};
