# The page: how it is tested, in a browser and without. Included by the main Makefile. Needs npm, and Node.js by
# tests/node/with.sh.
WEB := tests/web
WEB_MODULES := $(WEB)/node_modules
WEB_BIN := $(WEB_MODULES)/.bin
NODE := sh tests/node/with.sh

$(WEB_MODULES)/.stamp: $(WEB)/package-lock.json
	@sh lib/deps.sh npm $(WEB)
	@touch $@
e2e: $(WEB_MODULES)/.stamp	# its JSON Schema validator

.PHONY: web-lint
web-lint: packages-npm $(WEB_MODULES)/.stamp	## eslint, stylelint, html-validate, redocly
	$(NODE) $(WEB_BIN)/eslint --config $(WEB)/eslint.config.js --max-warnings 0 htdocs $(WEB)
	$(NODE) $(WEB_BIN)/stylelint --config $(WEB)/stylelint.config.js 'htdocs/css/*.css'
	$(NODE) $(WEB_BIN)/html-validate --config $(WEB)/htmlvalidate.json 'htdocs/*.html'
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(NODE) $(WEB_BIN)/redocly lint --config $(WEB)/redocly.yaml htdocs/openapi.json

.PHONY: web
web: packages-web $(WEB_MODULES)/.stamp vendor site	## the page in a real browser, on the real programs
	cd $(WEB) && sh ../node/with.sh node_modules/.bin/playwright test

.PHONY: screenshots
screenshots: packages-web $(WEB_MODULES)/.stamp vendor site	## pictures of every page into tests/web/out, and the README's
	cd $(WEB) && SHOTS=1 sh ../node/with.sh node_modules/.bin/playwright test --project=shots
