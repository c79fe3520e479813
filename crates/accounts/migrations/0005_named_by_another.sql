-- 代办 named by another person for somebody who is already away: who named it, none where whoever is away did so
-- themselves, and when whoever is away said that they know of it.

ALTER TABLE stand_in ADD COLUMN named_by_id {bigint} REFERENCES account (id);
ALTER TABLE stand_in ADD COLUMN known_at {bigint};
CREATE INDEX stand_in_by_namer ON stand_in (named_by_id, valid_until);
