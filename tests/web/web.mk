# The page: how it is tested, in a browser and without. Included by the main Makefile. Needs npm, and Node.js by
# tests/node/with.sh.
WEB := tests/web
WEB_MODULES := $(WEB)/node_modules
WEB_BIN := $(WEB_MODULES)/.bin
NODE := sh tests/node/with.sh

# Looked at before what takes minutes. (e2e needs one of the tools, too: its JSON Schema validator.)
.PHONY: look-node look-browsers
look-node: packages-npm
	@$(NODE) sh lib/deps.sh npm $(WEB)
look-browsers: packages-web
	@for browser in "$${CHROMIUM:-/usr/bin/chromium-headless-shell}" "$${FIREFOX:-firefox-esr}"; do \
		"$$browser" --version >/dev/null 2>&1 || { echo "web: $$browser doesn't start here; CHROMIUM= and FIREFOX= name others" >&2; exit 1; }; \
	done

# Each has a node to start: side by side.
LINTERS := lint-prettier lint-eslint lint-stylelint lint-html lint-redocly
.PHONY: web-lint $(LINTERS)
web-lint: look-node	## prettier, eslint, stylelint, html-validate, redocly
	@$(MAKE) --no-print-directory $(JOBS) --keep-going --output-sync=target $(LINTERS)

lint-prettier:
	$(NODE) $(WEB_BIN)/prettier --config $(WEB)/.prettierrc.json --log-level warn --check '{htdocs,tests}/**/*.{js,css}'
lint-eslint:
	$(NODE) $(WEB_BIN)/eslint --config $(WEB)/eslint.config.js --max-warnings 0 htdocs $(WEB)
lint-stylelint:
	$(NODE) $(WEB_BIN)/stylelint --config $(WEB)/stylelint.config.js 'htdocs/css/*.css'
lint-html:
	@rm -rf $(BUILD)/pages && mkdir -p $(BUILD)/pages && sh lib/site/site.sh $(BUILD)/pages
	@sed -i '/^ *<!--by script$$/d; /^ *-->$$/d' $(BUILD)/pages/*.html	# what is by script is looked at in its place
	$(NODE) $(WEB_BIN)/html-validate --config $(WEB)/htmlvalidate.json '$(BUILD)/pages/*.html' lib/dist/INSTALL.html
lint-redocly:
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(NODE) $(WEB_BIN)/redocly lint --config $(WEB)/redocly.yaml htdocs/openapi.json htdocs/dialects/*.json

# Scripts and style sheets as web-lint wants them.
.PHONY: form
form: look-node	## lines of scripts and style sheets where they belong
	$(NODE) $(WEB_BIN)/prettier --config $(WEB)/.prettierrc.json --log-level warn --write '{htdocs,tests}/**/*.{js,css}'

.PHONY: web
web: look-node look-browsers vendor site	## the page in a real browser, on the real programs
	cd $(WEB) && sh ../node/with.sh node_modules/.bin/playwright test

.PHONY: screenshots
screenshots: look-node look-browsers vendor site	## pictures of every page into tests/web/out, and the README's
	cd $(WEB) && SHOTS=1 sh ../node/with.sh node_modules/.bin/playwright test --project=shots
