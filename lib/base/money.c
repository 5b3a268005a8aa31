#include "money.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* ISO 4217, and what a price of the last years may still be in. */
static const char *const currencies[] = {
	[0] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	[2] = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD "
		"BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD "
		"EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS "
		"INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
		"MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
		"PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP "
		"SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER "
		"ZAR ZMW ZWG",
	[3] = "BHD IQD JOD KWD LYD OMR TND",
	[4] = "CLF UYW",
};
enum { MOST_DIGITS = sizeof(currencies) / sizeof(currencies[0]) - 1 };

int
money_digits(const char *currency)
{
	if (strlen(currency) != 3)
		return -1;
	for (int digits = 0; digits <= MOST_DIGITS; digits++)
		if (text_has_word(currencies[digits], ' ', currency))
			return digits;
	return -1;
}

bool
money_parse(struct arena *arena, const char *text, const char *currency, int64_t *out,
	const char **message)
{
	const size_t whole = strspn(text, "0123456789");
	const char *point = text + whole, *part = *point == '.' ? point + 1 : point;
	const int wanted = money_digits(currency);
	int64_t amount;
	int digits = 0;

	if (!whole || part[strspn(part, "0123456789")] || (*point && !*part)) {
		*message = "must be a number, as 12.50";
		return false;
	}
	if (whole > MONEY_DIGITS) {
		*message = "must be less than a thousand millions";
		return false;
	}
	amount = strtoll(text, NULL, 10);
	for (; digits < wanted; digits++)
		amount = 10 * amount + (*part ? *part++ - '0' : 0);
	if (part[strspn(part, "0")]) {
		*message = arena_printf(arena, "must have at most %d digits behind the point in %s",
			wanted, currency);
		return false;
	}
	*out = amount;
	return true;
}

const char *
money_text(struct arena *arena, int64_t amount, const char *currency)
{
	const int digits = money_digits(currency);
	int64_t unit = 1;

	for (int i = 0; i < digits; i++)
		unit *= 10;
	if (unit == 1)
		return arena_printf(arena, "%lld", (long long)amount);
	return arena_printf(arena, "%lld.%0*lld", (long long)(amount / unit), digits,
		(long long)(amount % unit));
}
