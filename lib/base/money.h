/* Amounts of money: whole numbers of a currency's smallest unit. */
#ifndef MONEY_H
#define MONEY_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/* What an amount may have before its point: a hundred thousand of them still are an int64_t. */
enum { MONEY_DIGITS = 9 };

/* How many digits a currency (ISO 4217, in capitals) has behind the point; -1 for what is none. */
int money_digits(const char *currency);

/*
 * Reads a decimal, as 12, 12.5 or 12.50, which has no more behind its point than the currency has.
 * Else false, and what is wrong with it.
 */
bool money_parse(struct arena *arena, const char *text, const char *currency, int64_t *out,
	const char **message);

/* An amount with all digits of its currency: 12.50. */
const char *money_text(struct arena *arena, int64_t amount, const char *currency);

#endif
