/*
 * Whether HTML that a program has written is sound: known elements that are closed in their order,
 * known attributes with quoted values, no markup in text, no address that runs something. So
 * whatever somebody typed has stayed text.
 */
#ifndef MARKUP_H
#define MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { MARKUP_DEPTH = 200, MARKUP_NAME = 20 };

struct markup {
	const char *at;
	char open[MARKUP_DEPTH][MARKUP_NAME];
	int depth;
	const char *fault;
};

static inline bool
markup_has(const char *words, const char *wanted, size_t size)
{
	for (const char *p = words; *p; p += strcspn(p, " "), p += *p == ' ')
		if (!strncmp(p, wanted, size) && (p[size] == ' ' || !p[size]))
			return true;
	return false;
}

/* Entities are all that begins with &. */
static inline bool
markup_text(struct markup *m, const char *stop)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
	bool is_entity;

	for (; *m->at && !strchr(stop, *m->at); m->at++) {
		if (*m->at == '<' || *m->at == '>') {
			m->fault = "markup in text";
			return false;
		}
		is_entity = *m->at != '&';
		for (int i = 0; i < 5 && !is_entity; i++)
			is_entity = !strncmp(m->at, entities[i], strlen(entities[i]));
		if (!is_entity) {
			m->fault = "an & that is no entity";
			return false;
		}
	}
	return true;
}

static inline bool
markup_is_address(const char *value, size_t size)
{
	size_t n = strcspn(value, "/?#:\"");

	if (n >= size || value[n] != ':')
		return size < 2 || value[0] != '/' || value[1] != '/';
	return !strncasecmp(value, "http://", 7) || !strncasecmp(value, "https://", 8);
}

static inline bool
markup_attribute(struct markup *m)
{
	static const char known[] = "class id href src alt width height lang charset name content "
		"property rel type role method action enctype for value maxlength min max rows "
		"inputmode autocomplete autocapitalize placeholder accept datetime loading "
		"form aria-label aria-hidden aria-current aria-invalid aria-describedby data-word "
		"data-of http-equiv";
	const char *name = m->at, *value;
	size_t n = strcspn(name, "= >\"'<");

	m->at += n;
	if (*m->at != '=') {
		if (!markup_has("required selected checked open", name, n))
			m->fault = "an unknown flag";
		return !m->fault;
	}
	if (!markup_has(known, name, n) || m->at[1] != '"') {
		m->fault = "an unknown attribute, or one without quotes";
		return false;
	}
	value = m->at += 2;
	if (!markup_text(m, "\""))
		return false;
	if (*m->at != '"') {
		m->fault = "an attribute without an end";
		return false;
	}
	if (markup_has("href src action", name, n)
	    && !markup_is_address(value, (size_t)(m->at - value)))
		m->fault = "an address that is none";
	m->at++;
	return !m->fault;
}

static inline bool
markup_tag(struct markup *m)
{
	static const char known[] = "html head title meta link body a aside nav ul li header form "
		"label input button div main h1 h2 p footer span small b img svg use dl dt dd "
		"section article details summary select option textarea fieldset legend time";
	bool ends = m->at[1] == '/';
	const char *name = m->at + 1 + ends;
	size_t n = strcspn(name, " />");

	if (!markup_has(known, name, n) || n >= MARKUP_NAME) {
		m->fault = "an unknown element";
		return false;
	}
	m->at = name + n;
	while (!ends && *m->at == ' ') {
		m->at++;
		if (!markup_attribute(m))
			return false;
	}
	if (*m->at++ != '>') {
		m->fault = "a tag without an end";
		return false;
	}
	if (ends) {
		if (!m->depth || strncmp(m->open[m->depth - 1], name, n)
		    || m->open[m->depth - 1][n])
			m->fault = "an end of what is not open";
		m->depth--;
	} else if (!markup_has("meta link img input", name, n)) {
		if (m->depth == MARKUP_DEPTH) {
			m->fault = "too deep";
			return false;
		}
		memcpy(m->open[m->depth], name, n);
		m->open[m->depth++][n] = '\0';
	}
	return !m->fault;
}

/* What is wrong with it, NULL for nothing; `*at` is where. */
static inline const char *
markup_fault(const char *html, const char **at)
{
	struct markup m = { .at = html };

	if (!strncmp(html, "<!doctype html>\n", 16))
		m.at += 16;
	while (*m.at && (*m.at == '<' ? markup_tag(&m) : markup_text(&m, "<")))
		;
	*at = m.at;
	return m.fault ? m.fault : m.depth ? "an element that stays open" : NULL;
}

#endif
