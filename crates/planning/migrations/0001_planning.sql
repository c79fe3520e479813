-- The indicator dictionary, readings as appended versions, and what they amount to above their units

-- import_id: the import that created it. is_withdrawn: that import was undone, and only the history of
-- taken-back readings still names it. Its code is free, its id is never used again.
CREATE TABLE indicator (
    id {id},
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    decimals {bigint} NOT NULL,
    direction TEXT NOT NULL,
    aggregation TEXT NOT NULL,
    factor {bigint} NOT NULL,
    grain TEXT NOT NULL,
    owner_id {bigint},
    source TEXT NOT NULL,
    tolerance {bigint},
    may_be_negative {boolean} NOT NULL,
    is_active {boolean} NOT NULL,
    is_used {boolean} NOT NULL,
    import_id {bigint},
    is_withdrawn {boolean} NOT NULL,
    revision {bigint} NOT NULL
) {strict};

CREATE UNIQUE INDEX indicator_by_code ON indicator (code) WHERE NOT is_withdrawn;

-- One act of recording: a grid saved, an import confirmed, a withdrawal
CREATE TABLE reading_entry (
    id {id},
    at {bigint} NOT NULL,
    user_id {bigint},
    actor TEXT NOT NULL,
    reason TEXT,
    import_id {bigint}
) {strict};

CREATE INDEX reading_entry_by_import ON reading_entry (import_id) WHERE import_id IS NOT NULL;

-- The units that an entry wrote to or took back from: so that an import can be undone without reading
-- everything, and a number that is changed behind the program is named (digest over the rows, short mark
-- of each)
CREATE TABLE reading_entry_unit (
    entry_id {bigint} NOT NULL,
    unit_id {bigint} NOT NULL,
    digest {bytes} NOT NULL,
    marks {bytes} NOT NULL,
    PRIMARY KEY (entry_id, unit_id)
) {clustered};

CREATE INDEX reading_entry_unit_by_unit ON reading_entry_unit (unit_id, entry_id);

-- kind: 0 actual, 1 target, 2 threshold, 3 stretch, 4 upper target, 5 upper threshold
-- weight: denominator or weight, NULL for plain values and for targets that are rates
-- withdrawn: the entry that took this version back
CREATE TABLE reading (
    unit_id {bigint} NOT NULL,
    period {bigint} NOT NULL,
    indicator_id {bigint} NOT NULL,
    kind {bigint} NOT NULL,
    version {bigint} NOT NULL,
    value {bigint} NOT NULL,
    weight {bigint},
    entry_id {bigint} NOT NULL,
    cell {bigint},
    withdrawn {bigint},
    PRIMARY KEY (unit_id, period, indicator_id, kind, version)
) {clustered};

-- What the readings below a unit amount to, in limbs of 40 bits that add without carrying
-- kind 10 + k: targets of kind k given as rates, multiplied with the actual denominators
CREATE TABLE roll_up (
    unit_id {bigint} NOT NULL,
    period {bigint} NOT NULL,
    indicator_id {bigint} NOT NULL,
    kind {bigint} NOT NULL,
    n {bigint} NOT NULL,
    top_hi {bigint} NOT NULL,
    top_mid {bigint} NOT NULL,
    top_lo {bigint} NOT NULL,
    bottom_hi {bigint} NOT NULL,
    bottom_mid {bigint} NOT NULL,
    bottom_lo {bigint} NOT NULL,
    PRIMARY KEY (unit_id, period, indicator_id, kind)
) {clustered};
