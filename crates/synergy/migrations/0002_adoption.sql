-- Questions that compare units which begin at different times, and lots that decide who begins when

-- Announced before its seed is known to anybody, or with the digest (SM3) of one that was put aside. Drawn once.
CREATE TABLE synergy_lottery (
    id {id},
    -- The unit below which the units stand.
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    -- Where the seed will come from.
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- The first day on which it may be drawn.
    draw_on {bigint} NOT NULL,
    announced_at {bigint} NOT NULL,
    user_id {bigint},
    announced_by TEXT NOT NULL,
    -- A whole number of up to 20 digits.
    seed TEXT,
    drawn_at {bigint},
    drawn_by TEXT
) {strict};

CREATE INDEX synergy_lottery_by_unit ON synergy_lottery (unit_id);

-- The waves in order, each with the period in which it begins. One group more begins in none of them.
CREATE TABLE synergy_lottery_wave (
    lottery_id {bigint} NOT NULL REFERENCES synergy_lottery (id),
    number {bigint} NOT NULL,
    starts {bigint} NOT NULL,
    PRIMARY KEY (lottery_id, number)
) {clustered};

-- The units by the names with which they are drawn. wave: null until the draw; one more than there are waves
-- for those that begin in none.
CREATE TABLE synergy_lottery_unit (
    lottery_id {bigint} NOT NULL REFERENCES synergy_lottery (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    wave {bigint},
    PRIMARY KEY (lottery_id, unit_id)
) {clustered};

-- A question of this sort: its Party indicator shows which units have begun. lottery_id: where lots decide.
CREATE TABLE synergy_adoption (
    question_id {bigint} NOT NULL PRIMARY KEY REFERENCES synergy_question (id),
    lottery_id {bigint} REFERENCES synergy_lottery (id)
) {strict};

-- When which unit begins, written down with the question; a unit that is not here does not begin.
CREATE TABLE synergy_adopter (
    question_id {bigint} NOT NULL REFERENCES synergy_question (id),
    unit_id {bigint} NOT NULL REFERENCES unit (id),
    starts {bigint} NOT NULL,
    PRIMARY KEY (question_id, unit_id)
) {clustered};
