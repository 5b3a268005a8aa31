#include "doors.h"

const struct door door_auth = { "auth", "/auth" };
const struct door door_users = { "users", "/users" };
const struct door door_media = { "media", "/media" };
const struct door door_reviews = { "reviews", "/reviews" };
const struct door door_shelf = { "usermedia", "/user/media" };
const struct door door_collection = { "collection", "/collection" };
const struct door door_lists = { "lists", "/lists" };
const struct door door_lookup = { "lookup", "/lookup" };
const struct door door_diary = { "diary", "/diary" };
const struct door door_imports = { "imports", "/imports" };
const struct door door_exports = { "exports", "/exports" };
const struct door door_stats = { "stats", "/stats" };
const struct door door_shared = { "shared", "/shared" };
const struct door door_server = { "server", "/server" };
