/*
 * The installation that is measured: `seed FOLDER` makes database and key there by the programs'
 * own library, the same each time but for the ids. Prints what the requests need, a line each:
 * "token TEXT" of the users who ask, "entry ID" on the first one's shelf, "list COUNT ID" of that
 * one's lists, "media ID" of items that none of them has, in the order to take them. `seed FOLDER
 * ITEMS` makes so large a catalogue instead, of which 500 titles have the word Zanzibar. `seed
 * FOLDER ITEMS RECORDS` puts so many records into the diary of the first user, too, two thirds as
 * many titles on the shelf, with tags.
 */
#include "clock.h"
#include "entry.h"
#include "list.h"
#include "migrate.h"
#include "session.h"
#include "token.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum {
	USERS = 10000, ITEMS = 20000, ENTRIES = 100000,
	ASKING = 16, THEIRS = 40,	/* who sends requests, and how many entries each has */
	/* a shelf takes every STEPth item, so that its rows lie on many pages */
	STEP = 37,
	TOKEN_TTL = 86400,
	FOUND = 500, BATCH = 50000,	/* of a large catalogue */
};

static const char *const adjectives[] = {
	"Silent", "Crimson", "Hidden", "Last", "Broken", "Golden", "Distant", "Winter", "Forgotten",
	"Burning", "Little",
	"Midnight", "Paper", "Restless", "Hollow", "Electric", "Borrowed", "Wandering", "Invisible",
	"Ninth", "Quiet", "Salt",
	"Iron", "Honest", "Unwritten", "Drowned", "Green", "Glass", "Other", "Second", "Émigré",
	"Long",
}, *const nouns[] = {
	"Harbour", "Garden", "Station", "Letter", "Mountain", "Orchard", "River", "Machine",
	"Daughter", "Island", "Library",
	"Winter", "Kingdom", "Journey", "Voice", "Shadow", "Street", "Promise", "Lighthouse",
	"Forest", "Night", "Clockmaker",
	"Border", "Café", "Mirror",
}, *const places[] = {
	"", " of Ashes", " in Lisbon", " at the End of the World", " and the Sea", " of Tomorrow",
	" without a Name",
	" by the Canal", " of Small Things", " under the Ice", ": A History", " in Kraków",
	" of Stars", " after Dark",
	" of Our Own", " for Beginners", " and Other Stories", ": Part Two", " beyond the Hills",
	" of Memory", " in Blue",
	" before Dawn", " from Nowhere", " of the North", " at Noon",
}, *const first_names[] = {
	"Ada", "Bohumil", "Clarice", "Dag", "Elif", "Fernando", "Grazia", "Halldór", "Italo", "Jun",
	"Karen", "Łukasz", "Mariam",
	"Ngũgĩ", "Olga", "Pär", "Rabindranath", "Selma", "Tove", "Wisława",
}, *const last_names[] = {
	"Almeida", "Bergström", "Castillo", "Dvořák", "Eriksen", "Fontaine", "García", "Haddad",
	"Ivanova", "Jansson", "Kowalski",
	"Lindqvist", "Moreau", "Nakamura", "Okafor", "Pereira", "Quinn", "Rossi", "Sørensen",
	"Tanaka",
}, *const genres[] = { "Drama", "Crime", "Science Fiction", "Romance", "History", "Comedy",
	"Fantasy", "Mystery" };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
_Static_assert(COUNT(adjectives) * COUNT(nouns) * COUNT(places) >= ITEMS, "every title is another");

static struct user users[USERS];
static char ids[ITEMS][40];
static struct arena kept, scratch;
static struct problems problems = { .arena = &scratch };
static struct db *db;
static int64_t seconds;

static void
must(enum status rc, const char *what)
{
	if (!rc)
		return;
	fprintf(stderr, "seed: %s: %s %s\n", what, status_code(rc), db_message(db));
	exit(1);
}

/* Small changing numbers, the same each time. */
static unsigned
any(unsigned i, unsigned below)
{
	i = (i ^ i >> 15) * 2246822519u;
	i = (i ^ i >> 13) * 3266489917u;
	return (i ^ i >> 16) % below;
}

/* Each row is a second later than the one before. */
static void
next_row(void)
{
	clock_set(++seconds);
	arena_reset(&scratch);
}

static void
make_users(void)
{
	for (int i = 0; i < USERS; i++) {
		struct user *user = &users[i];

		next_row();
		user->username = arena_printf(&kept, "%s.%d", i % 2 ? "reader" : "viewer", i);
		user->email = i % 3 ? arena_printf(&kept, "user%d@example.com", i) : NULL;
		user->password = "*";
		must(user_create(&(struct call){ db, &kept, &problems, NULL }, INT64_MAX, user),
			"user");
	}
}

static void
make_item(unsigned i, const char *more, struct media *item)
{
	static const int64_t lengths[] = { [MEDIA_TV_SHOW] = 8, [MEDIA_MOVIE] = 90,
		[MEDIA_BOOK] = 180, [MEDIA_GAME] = 10 };
	unsigned title = i * 7919u % (COUNT(adjectives) * COUNT(nouns) * COUNT(places));

	next_row();
	record_clear(&media_view, item);
	item->publication_year = INT_NONE;
	item->type = MEDIA_TV_SHOW + any(i, 4);
	item->title = arena_printf(&scratch, "The %s %s%s%s", adjectives[title % COUNT(adjectives)],
		nouns[title / COUNT(adjectives) % COUNT(nouns)],
		places[title / COUNT(adjectives) / COUNT(nouns)], more);
	item->creator = arena_printf(&scratch, "%s %s", first_names[any(i + 1, COUNT(first_names))],
		last_names[any(i + 2, COUNT(last_names))]);
	item->genre = genres[any(i + 3, COUNT(genres))];
	item->description = arena_printf(&scratch,
		"%s. By %s: %s, told as nobody told it before. A story of a family, a "
		"house and what became of both, over the years between two wars.", item->title,
		item->creator, item->genre);
	item->pub_date = arena_printf(&scratch, "%u", 1900 + any(i + 4, 126));
	item->length = lengths[item->type] + (int64_t)any(i + 5, 60);
	item->image_url = i % 3 ? arena_printf(&scratch, "https://images.example.com/covers/%u.jpg",
		i) : NULL;
	must(media_create(&(struct call){ db, &scratch, &problems, &users[any(i, USERS)] }, item),
		"item");
}

static void
make_items(void)
{
	for (unsigned i = 0; i < ITEMS; i++) {
		struct media item;

		make_item(i, "", &item);
		snprintf(ids[i], sizeof(ids[i]), "%s", item.id);
	}
}

static void
make_catalogue(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char more[32];
		struct media item;

		snprintf(more, sizeof(more), " %s%x", i % (count / FOUND) ? "" : "Zanzibar ", i);
		make_item(i, more, &item);
		if (i % BATCH)
			continue;
		must(db_end(db, OK), "commit");
		must(db_begin(db), "begin");
	}
}

static unsigned
item_of(unsigned user, unsigned n)
{
	return ((user < ASKING ? 0 : any(user, ITEMS)) + n * STEP) % ITEMS;
}

static void
make_entry(unsigned user, unsigned n)
{
	struct change change = { .view = &entry_view };
	struct entry entry;

	next_row();
	record_clear(&entry_view, &entry);
	entry.media_id = ids[item_of(user, n)];
	entry.status = TO_DO + any(user + n, DROPPED);
	entry.note = any(user * n, 4) ? NULL : "Lent to a friend; ask before the summer.";
	must(entry_create(&(struct call){ db, &scratch, &problems, &users[user] }, &change, &entry),
		"entry");
	if (user == 0 && n == 0)
		printf("entry %s\n", entry.id);
}

/*
 * As life has it: everybody's first entry, everybody's second, … so that no shelf lies in one
 * place.
 */
static void
make_entries(void)
{
	int others = ENTRIES - ASKING * THEIRS;

	for (unsigned n = 0; n < THEIRS; n++)
		for (unsigned user = 0; user < USERS; user++)
			if (user < ASKING || others-- > 0)
				make_entry(user, n);
}

static void
make_ratings(void)
{
	const struct value now = value_int(seconds);

	must(db_exec(db, "INSERT INTO ratings (user_key, media_key, value, created_at, updated_at) "
		"SELECT user_key, media_key, 2 * (1 + key % 5), $1, $1 FROM entries "
		"WHERE key % 3 = 0",
		&now, 1), "ratings");
	must(db_exec(db, "UPDATE media_items SET rating_sum = r.sum, rating_count = r.count, "
		"average_rating = ((10 * r.sum + r.count) / (2 * r.count)) / 10.0 "
		"FROM (SELECT media_key, "
		"sum(value) AS sum, count(*) AS count FROM ratings GROUP BY 1) r "
		"WHERE r.media_key = media_items.key", NULL, 0), "averages");
}

/* Over 35 years, of each title the first before others are seen again. */
static void
make_diary(unsigned records)
{
	const struct value args[] = { value_int(users[0].key), value_int(records * 2 / 3),
		value_int(records), value_int(seconds) };

	must(db_exec(db, "INSERT INTO entries (id, user_key, media_key, status, created_at, "
		"updated_at) SELECT 'e' || key, $1, key, 'COMPLETED', $4, $4 FROM media_items "
		"ORDER BY key LIMIT $2", args, 4), "entries");
	/* the only entries there are: their keys follow each other */
	must(db_exec(db, "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n "
		"WHERE i + 1 < $3), first (key) AS (SELECT min(key) FROM entries) "
		"INSERT INTO diary (id, user_key, entry_key, type, number, "
		"end_date, is_finished, created_at, updated_at) SELECT 'd' || i, $1, e.key, "
		"m.type, 1 + i / $2, (1990 + i % 35) || '-' || "
		"substr('0' || (1 + i % 12), -2), 1, $4, $4 "
		"FROM n CROSS JOIN first CROSS JOIN entries e ON e.key = first.key + i % $2 "
		"CROSS JOIN media_items m ON m.key = e.media_key", args, 4), "diary");
}

/* One on each entry of the first account, and one on each tenth. */
static void
make_tags(void)
{
	const struct value user = value_int(users[0].key);

	must(db_exec(db, "UPDATE entries SET tags = 'all' || char(10) || 'tenth ' || (key % 10) "
		"WHERE user_key = $1", &user, 1), "tags");
	must(db_exec(db, "INSERT INTO entry_tags (user_key, entry_key, name, name_folded) "
		"SELECT user_key, key, 'all', 'all' FROM entries WHERE user_key = $1 UNION ALL "
		"SELECT user_key, key, 'tenth ' || (key % 10), 'tenth ' || (key % 10) FROM entries "
		"WHERE user_key = $1", &user, 1), "their index");
}

/* A list of the first account, of so many titles, each put at its beginning. */
static void
make_list(int count)
{
	const struct call call = { db, &scratch, &problems, &users[0] };
	struct list list;
	struct list_item item;
	const char *id;

	next_row();
	record_clear(&list_view, &list);
	list.name = "A list";
	must(list_create(&call, &list), "list");
	id = arena_printf(&kept, "%s", list.id);
	for (int i = 0; i < count; i++) {
		next_row();
		record_clear(&list_item_view, &item);
		item.media_id = ids[i];
		item.position = 1;
		must(list_item_create(&call, id, &item), "item");
	}
	printf("list %d %s\n", count, id);
}

static void
make_sessions(const unsigned char key[KEY_BYTES])
{
	clock_set(0);
	for (int i = 0; i < ASKING; i++) {
		struct session session = { .user_key = users[i].key, .user = users[i],
			.auth_time = { clock_now() }, .created_at = { clock_now() },
			.last_used_at = { clock_now() },
			.expires_at = { clock_now() + TOKEN_TTL } };

		session.family_hash = session.refresh_hash = arena_printf(&kept, "%064d", i);
		must(session_create(&(struct call){ db, &kept, &problems, NULL }, &session),
			"session");
		printf("token %s\n", token_issue(&kept, key, users[i].id, session.id, clock_now(),
			0, TOKEN_TTL));
	}
}

int
main(int argc, char **argv)
{
	struct db_options options = { 0 };
	unsigned char key[KEY_BYTES];
	const char *message = NULL;
	unsigned catalogue = argc > 2 ? (unsigned)atoi(argv[2]) : ITEMS;

	if (argc < 2 || argc > 4 || catalogue < FOUND)
		return 2;
	umask(077);
	arena_init(&kept, 256 << 20, NULL);
	arena_init(&scratch, 16 << 20, NULL);
	must(token_key_make(&kept, argv[1], false, key, &message), "key");
	options.path = arena_printf(&kept, "%s/.ht.vitrine.db", argv[1]);
	must(db_open(&options, &db), "open");
	must(migrate(db, migrations), "schema");
	seconds = time(NULL) - USERS - catalogue - ENTRIES - 2 * LIST_ITEMS_MAX;
	must(db_begin(db), "begin");
	make_users();
	if (argc > 2) {
		make_catalogue(catalogue);
		if (argc > 3) {
			make_diary((unsigned)atoi(argv[3]));
			make_tags();
		}
	} else {
		make_items();
		make_entries();
		make_ratings();
		make_list(LIST_ITEMS_MAX);
		make_list(LIST_ITEMS_MAX / 10);
	}
	make_sessions(key);
	must(db_end(db, OK), "commit");
	db_close(db);
	for (unsigned n = THEIRS; n < ITEMS; n++)
		printf("media %s\n", ids[item_of(0, n)]);
	return 0;
}
