-- Ratings have halves. They and their sums are kept as whole numbers of halves: 9 is 4.5 stars, and ranks stay as they are.
ALTER TABLE ratings RENAME TO ratings_whole;
DROP INDEX ratings_user;
CREATE TABLE ratings (
	user_key INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
	media_key INTEGER NOT NULL REFERENCES media_items ON DELETE CASCADE,
	value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 10),
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (media_key, user_key)
) STRICT, WITHOUT ROWID;
INSERT INTO ratings (user_key, media_key, value, created_at, updated_at)
	SELECT user_key, media_key, 2 * value, created_at, updated_at FROM ratings_whole;
DROP TABLE ratings_whole;
CREATE INDEX ratings_user ON ratings (user_key);

DROP INDEX media_items_rating;
ALTER TABLE media_items DROP COLUMN average_rating;
ALTER TABLE media_items ADD COLUMN average_rating REAL;  -- in stars, one decimal, rounded half up: lib/model/rank.c's
UPDATE media_items SET rating_sum = 2 * rating_sum,
	average_rating = ((20 * rating_sum + rating_count) / (2 * rating_count)) / 10.0
WHERE rating_count > 0;
CREATE INDEX media_items_rating ON media_items (coalesce(average_rating, 0), key);
