# The page: what it takes from npm, and how it is tested. Included by the main Makefile; needs node and npm,
# which a user of a release never does (the archive contains htdocs/vendor).
WEB := tests/web
VENDOR := htdocs/vendor
WEB_MODULES := $(WEB)/node_modules
WEB_STAMP := $(WEB_MODULES)/.stamp
WEB_ICONS := arrow-right arrow-up-down book-open bookmark check chevron-left chevron-right circle-alert circle-x \
	clapperboard compass ellipsis gamepad-2 house keyboard layout-grid library log-in log-out pause play plus \
	rows-3 search sun-moon trash-2 tv user-round user-round-plus x

# npm ci only when the lock file is newer than what is there.
$(WEB_STAMP): $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: vendor
vendor: $(VENDOR)/.stamp	## fetch fonts and icons into htdocs/vendor (npm)
$(VENDOR)/.stamp: $(WEB_STAMP) $(WEB)/mksprite.sh $(WEB)/web.mk
	@mkdir -p $(VENDOR)/fonts
	for set in latin latin-ext; do \
		cp $(WEB_MODULES)/@fontsource-variable/inter/files/inter-$$set-wght-normal.woff2 $(VENDOR)/fonts/inter-$$set.woff2 && \
		cp $(WEB_MODULES)/@fontsource-variable/fraunces/files/fraunces-$$set-wght-normal.woff2 $(VENDOR)/fonts/fraunces-$$set.woff2 && \
		cp $(WEB_MODULES)/@fontsource/bebas-neue/files/bebas-neue-$$set-400-normal.woff2 $(VENDOR)/fonts/bebas-$$set.woff2 || exit 1; \
	done
	sh $(WEB)/mksprite.sh $(WEB_MODULES)/lucide-static/icons $(WEB_ICONS) > $(VENDOR)/icons.svg.tmp
	mv $(VENDOR)/icons.svg.tmp $(VENDOR)/icons.svg
	for lib in inter fraunces; do cp $(WEB_MODULES)/@fontsource-variable/$$lib/LICENSE $(VENDOR)/fonts/$$lib.LICENSE || exit 1; done
	cp $(WEB_MODULES)/@fontsource/bebas-neue/LICENSE $(VENDOR)/fonts/bebas.LICENSE
	cp $(WEB_MODULES)/lucide-static/LICENSE $(VENDOR)/icons.LICENSE
	@touch $@
