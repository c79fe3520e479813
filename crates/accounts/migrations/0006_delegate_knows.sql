-- When whoever takes steps for another said that they know of it.

ALTER TABLE stand_in ADD COLUMN delegate_known_at {bigint};
