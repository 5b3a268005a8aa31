# What the page takes from others by npm: fonts, icons, logos that are to be shown, and what reads barcodes where the browser can't. Included by the
# main Makefile. Users of a release never need npm: the archive contains htdocs/vendor. Without it the page has the
# system's fonts, words for icons, and fewer browsers that scan.
VENDOR := htdocs/vendor
VENDOR_MODULES := lib/vendor/node_modules
FONTS := $(VENDOR)/fonts
STROKES := 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
ZXING := $(VENDOR)/zxing
ZXING_FROM := $(VENDOR_MODULES)/zxing-wasm/dist
ICONS := arrow-down arrow-up arrow-up-down badge-check book-open bookmark bookmark-minus calendar-days camera chart-column check chevron-down \
	chevron-left chevron-right circle-alert circle-x clapperboard compass copy download ellipsis external-link eye flashlight gamepad-2 grip-vertical hand-helping house image-up \
	keyboard key-round laptop layout-grid library link log-in \
	log-out map-pin monitor moon package pause pencil play plus printer refresh-cw rows-3 scan-barcode search settings share-2 shield-check sliders-horizontal smartphone \
	star sun sun-moon tag trash-2 tv undo-2 upload user-round user-round-plus users-round wifi-off x

$(VENDOR_MODULES)/.stamp: lib/vendor/package-lock.json
	@sh lib/deps.sh npm lib/vendor
	@touch $@

.PHONY: vendor
vendor: $(VENDOR)/icons.svg	## fonts and icons of others into htdocs/vendor (npm)
$(VENDOR)/icons.svg: $(VENDOR_MODULES)/.stamp lib/vendor/mksprite.sh lib/vendor/fonts.js lib/vendor/vendor.mk
	@rm -rf $(VENDOR) && mkdir -p $(FONTS) $(ZXING)/reader
	@node lib/vendor/fonts.js $(VENDOR_MODULES) $(FONTS)
	@cp $(VENDOR_MODULES)/@fontsource-variable/inter/LICENSE $(FONTS)/inter-license.txt
	@cp $(VENDOR_MODULES)/@fontsource-variable/fraunces/LICENSE $(FONTS)/fraunces-license.txt
	@cp $(VENDOR_MODULES)/@fontsource/bebas-neue/LICENSE $(FONTS)/bebas-license.txt
	@cp $(VENDOR_MODULES)/lucide-static/LICENSE $(VENDOR)/icons-license.txt
	@cp $(ZXING_FROM)/es/share.js $(ZXING_FROM)/reader/zxing_reader.wasm $(ZXING)
	@{ cat $(ZXING_FROM)/../LICENSE; printf '\nzxing_reader.wasm is ZXing-C++ (https://github.com/zxing-cpp/zxing-cpp), compiled. Its licence:\n'; \
		cat /usr/share/common-licenses/Apache-2.0; } >$(ZXING)/zxing-license.txt
	@cp $(ZXING_FROM)/es/reader/index.js $(ZXING)/reader
	@sh lib/vendor/mksprite.sh 'fill="currentColor"' $(VENDOR_MODULES)/simple-icons/icons themoviedatabase >$(VENDOR)/logos.svg
	@cp $(VENDOR_MODULES)/simple-icons/LICENSE.md $(VENDOR)/logos-license.txt
	sh lib/vendor/mksprite.sh $(STROKES) $(VENDOR_MODULES)/lucide-static/icons $(ICONS) > $@.tmp && mv $@.tmp $@

# All of it: a release has these, or there is none.
VENDORED := $(VENDOR)/icons.svg $(VENDOR)/icons-license.txt $(VENDOR)/logos.svg $(VENDOR)/logos-license.txt $(foreach font,inter fraunces bebas,$(FONTS)/$(font)-license.txt \
	$(FONTS)/$(font)-latin.woff2 $(FONTS)/$(font)-extended.woff2 $(FONTS)/$(font)-rare.woff2) \
	$(ZXING)/zxing-license.txt $(ZXING)/share.js $(ZXING)/reader/index.js $(ZXING)/zxing_reader.wasm

# What is served has them where npm is at hand; it is no error where it isn't.
.PHONY: vendor-if-npm
vendor-if-npm:
	@if [ -e $(VENDOR)/icons.svg ] && [ ! -e $(VENDOR_MODULES)/.stamp ]; then :; \
	elif command -v npm >/dev/null; then $(MAKE) --no-print-directory --silent vendor || echo "web: no fonts and icons this time; the page works without"; \
	else echo "web: no npm, so no fonts and icons; the page works without"; fi
site: vendor-if-npm
