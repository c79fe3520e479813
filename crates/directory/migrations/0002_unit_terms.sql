-- What a unit is found by: its names of any time and its other names from each of their characters on,
-- and its code, all in the form for search. Derived from the three, and kept as bytes, so that "begins
-- with" is a range in the index on both engines.

CREATE TABLE unit_term (
    term {bytes} NOT NULL,
    unit_id {bigint} NOT NULL,
    PRIMARY KEY (term, unit_id)
) {clustered};

CREATE INDEX unit_term_by_unit ON unit_term (unit_id);
CREATE INDEX unit_by_lower_code ON unit ((LOWER(code)), id);

-- The units that are there already. No part begins with a blank, as nobody searches for one.
INSERT INTO unit_term (term, unit_id)
WITH RECURSIVE part (rest, unit_id) AS (
    SELECT normal, unit_id FROM (
        SELECT normal, unit_id FROM unit_version
        UNION
        SELECT normal, unit_id FROM unit_alias
    ) called
    UNION ALL
    SELECT SUBSTR(rest, 2), unit_id FROM part WHERE LENGTH(rest) > 1
)
SELECT {utf8:rest}, unit_id FROM part WHERE SUBSTR(rest, 1, 1) <> ' '
UNION
SELECT {utf8:LOWER(code)}, id FROM unit WHERE code IS NOT NULL;
