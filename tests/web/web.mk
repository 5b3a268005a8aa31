# The page: what it takes from npm, and how it is tested. Included by the main Makefile. Needs node and npm, which users of
# a release never do: the archive contains htdocs/vendor. Without it the page has the system's fonts and words for icons.
WEB := tests/web
WEB_MODULES := $(WEB)/node_modules
WEB_BIN := $(WEB_MODULES)/.bin
VENDOR := htdocs/vendor
FONTS := $(VENDOR)/fonts
SWAGGER := $(VENDOR)/swagger
ICONS := arrow-up-down badge-check book-open bookmark camera check chevron-left chevron-right circle-alert circle-x \
	clapperboard compass copy external-link gamepad-2 house image-up keyboard key-round laptop layout-grid library log-in \
	log-out monitor moon package pause pencil play plus rows-3 search settings shield-check sliders-horizontal smartphone \
	star sun sun-moon trash-2 tv user-round user-round-plus users-round wifi-off x

# npm ci only when the lock file is newer than what is there.
$(WEB_MODULES)/.stamp: $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
e2e: $(WEB_MODULES)/.stamp	# its JSON Schema validator

.PHONY: vendor
vendor: $(VENDOR)/icons.svg	## fonts, icons and Swagger UI of others into htdocs/vendor (npm)
$(VENDOR)/icons.svg: $(WEB_MODULES)/.stamp $(WEB)/mksprite.sh $(WEB)/web.mk
	@rm -rf $(VENDOR) && mkdir -p $(FONTS) $(SWAGGER)
	@for set in latin latin-ext; do \
		cp $(WEB_MODULES)/@fontsource-variable/inter/files/inter-$$set-wght-normal.woff2 $(FONTS)/inter-$$set.woff2 && \
		cp $(WEB_MODULES)/@fontsource-variable/fraunces/files/fraunces-$$set-wght-normal.woff2 $(FONTS)/fraunces-$$set.woff2 && \
		cp $(WEB_MODULES)/@fontsource/bebas-neue/files/bebas-neue-$$set-400-normal.woff2 $(FONTS)/bebas-$$set.woff2 || exit 1; \
	done
	@cp $(WEB_MODULES)/@fontsource-variable/inter/LICENSE $(FONTS)/inter-license.txt
	@cp $(WEB_MODULES)/@fontsource-variable/fraunces/LICENSE $(FONTS)/fraunces-license.txt
	@cp $(WEB_MODULES)/@fontsource/bebas-neue/LICENSE $(FONTS)/bebas-license.txt
	@cp $(WEB_MODULES)/lucide-static/LICENSE $(VENDOR)/icons-license.txt
	@cp $(WEB_MODULES)/swagger-ui-dist/swagger-ui-bundle.js $(WEB_MODULES)/swagger-ui-dist/swagger-ui.css $(SWAGGER)
	@cp $(WEB_MODULES)/swagger-ui-dist/LICENSE $(SWAGGER)/license.txt
	@cp $(WEB_MODULES)/swagger-ui-dist/NOTICE $(SWAGGER)/notice.txt
	sh $(WEB)/mksprite.sh $(WEB_MODULES)/lucide-static/icons $(ICONS) > $@.tmp && mv $@.tmp $@

# What is served has them where npm is at hand; it is no error where it isn't.
.PHONY: vendor-if-npm
vendor-if-npm:
	@if [ -e $(VENDOR)/icons.svg ] && [ ! -e $(WEB_MODULES)/.stamp ]; then :; \
	elif command -v npm >/dev/null; then $(MAKE) --no-print-directory --silent vendor || echo "web: no fonts and icons this time; the page works without"; \
	else echo "web: no npm, so no fonts and icons; the page works without"; fi
site: vendor-if-npm

.PHONY: web-lint
web-lint: $(WEB_MODULES)/.stamp	## eslint, stylelint, html-validate, redocly
	$(WEB_BIN)/eslint --config $(WEB)/eslint.config.js --max-warnings 0 htdocs $(WEB)
	$(WEB_BIN)/stylelint --config $(WEB)/stylelint.config.js 'htdocs/css/*.css'
	$(WEB_BIN)/html-validate --config $(WEB)/htmlvalidate.json 'htdocs/*.html'
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(WEB_BIN)/redocly lint --config $(WEB)/redocly.yaml htdocs/openapi.json

.PHONY: web
web: vendor web-lint site	## the page in a real browser, on the real programs
	cd $(WEB) && node_modules/.bin/playwright test

.PHONY: screenshots
screenshots: vendor site	## pictures of every page into tests/web/out, and the README's
	cd $(WEB) && SHOTS=1 node_modules/.bin/playwright test --project=shots
