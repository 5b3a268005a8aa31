-- Where no date or rating is comes last in descending order, too. Engines differ in where NULL is: the order says it.
DROP INDEX media_items_newest;
CREATE INDEX media_items_newest ON media_items (coalesce(pub_date, ''), key);
DROP INDEX media_items_rating;
CREATE INDEX media_items_rating ON media_items (coalesce(average_rating, 0), key);
