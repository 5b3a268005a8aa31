/*
 * Every outcome a request can have, with its HTTP status, code and public text (api.md, section 1).
 */
#ifndef STATUS_H
#define STATUS_H

#define STATUS_LIST(X) \
	X(OK, 200, "ok", "Done.") \
	X(ERR_VALIDATION, 400, "validation_error", "The request can't be read.") \
	X(ERR_AUTH, 401, "auth_failed", \
	  "Sign in first: there were no credentials, or they are not valid any more.") \
	X(ERR_SECOND_FACTOR, 401, "second_factor_required", \
	  "The password is right. Send a code of the second factor, too.") \
	X(ERR_FORBIDDEN, 403, "forbidden", "You are not allowed to do that.") \
	X(ERR_HTTPS, 403, "https_required", \
	  "This Vitrine is open by https alone: call it by an address that begins with https.") \
	X(ERR_CSRF, 403, "csrf", "The request did not come from this site.") \
	X(ERR_REAUTHENTICATE, 403, "reauthentication_required", "Confirm your password first.") \
	X(ERR_NO_FACTOR, 403, "second_factor_setup_required", \
	  "A second factor is a must here, and you have none yet. Set it up first: in Settings, " \
	  "under Security, or by POST /users/me/totp.") \
	X(ERR_NOT_FOUND, 404, "not_found", "There is nothing here.") \
	X(ERR_METHOD, 405, "method_not_allowed", "This address does not take that method.") \
	X(ERR_CONFLICT, 409, "conflict", "That conflicts with what is there already.") \
	X(ERR_QUOTA, 409, "conflict", \
	  "You have as much of that as a member may have here. Delete some, or ask the admin " \
	  "for more.") \
	X(ERR_PRECONDITION, 412, "precondition_failed", "It has been changed meanwhile.") \
	X(ERR_TOO_LARGE, 413, "payload_too_large", "The request is too large.") \
	X(ERR_MEDIA_TYPE, 415, "unsupported_media_type", \
	  "Send JSON, application/x-www-form-urlencoded or multipart/form-data, and say which in " \
	  "Content-Type.") \
	X(ERR_NOT_PICTURE, 415, "unsupported_media_type", "Send a picture: JPEG, PNG or WebP.") \
	X(ERR_RATE_LIMITED, 429, "rate_limited", "Too many requests. Try again later.") \
	X(ERR_INTERNAL, 500, "internal_error", "Something went wrong here.") \
	X(ERR_UNAVAILABLE, 503, "unavailable", "The service can't answer now. Try again shortly.") \
	X(ERR_FULL, 503, "unavailable", \
	  "There is no room left on the disk. Free some there, or raise the quota.") \
	X(ERR_SETUP, 503, "unavailable", \
	  "This installation needs attention from its owner: the doctor (doctor.html, or " \
	  "cgi-bin/server.cgi --doctor in a shell) and the error log say what to do.")

/* What handlers, models, stores and drivers return. "No row" is ERR_NOT_FOUND. */
enum status {
#define X(name, http, code, text) name,
	STATUS_LIST(X)
#undef X
};

/* The HTTP status code of an outcome. */
int status_http(enum status status);

/*
 * What an error of the system (errno) is for who asks: ERR_FULL for no room, ERR_UNAVAILABLE for
 * what passes by itself, else ERR_SETUP, as somebody has to give a permission or make a folder.
 */
enum status status_of_error(int error);

/* The machine-readable `code` of the error envelope. */
const char *status_code(enum status status);

/* The sentence for people; never tells SQL, paths or memory. */
const char *status_text(enum status status);

/* The reason phrase of an HTTP status code (RFC 9110), "Unknown" for others. */
const char *http_reason(int http);

#endif
