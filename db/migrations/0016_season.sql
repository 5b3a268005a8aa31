-- A copy of a series may be one of its seasons.
ALTER TABLE copies ADD COLUMN season INTEGER;
