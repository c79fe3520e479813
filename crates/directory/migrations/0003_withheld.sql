-- 不公开: a unit that is withheld, with all that stands below it, from readers whose rights reach beyond it
-- and from everything that leaves the house. It has no history: what was open yesterday is not to be read
-- in yesterday's tree.

ALTER TABLE unit ADD COLUMN withheld {boolean} NOT NULL DEFAULT FALSE;

CREATE INDEX unit_withheld ON unit (id) WHERE withheld;
