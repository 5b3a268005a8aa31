-- What a source knows by one id is one title here. Where several were added by hand for it, the first keeps it; the others
-- keep what they said in their metadata: as "external", or the first of "external_2" and so on that is free there.
UPDATE media_items SET
	metadata = json_set(metadata, '$.' || (
		WITH RECURSIVE names (name, n) AS (
			VALUES ('external', 1)
			UNION ALL
			SELECT 'external_' || (n + 1), n + 1 FROM names WHERE json_type(metadata, '$.' || name) IS NOT NULL)
		SELECT name FROM names ORDER BY n DESC LIMIT 1),
		json_object('source', external_source, 'id', external_id)),
	external_source = NULL, external_id = NULL
WHERE external_id IS NOT NULL AND external_source IS NOT NULL AND key NOT IN (
	SELECT min(key) FROM media_items WHERE external_id IS NOT NULL AND external_source IS NOT NULL
	GROUP BY type, external_source, external_id);
CREATE UNIQUE INDEX media_items_external ON media_items (type, external_source, external_id) WHERE external_id IS NOT NULL;
