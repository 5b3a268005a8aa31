# Vitrine: every command. `make help` lists them.
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

VERSION := 0.2.0
PROGRAMS := $(patsubst cgi-bin/%.c,%,$(wildcard cgi-bin/*.c))
# The doors of other designs (lib/handlers/dialect_*.c).
DOORS := $(filter mycoll kallaxy movieshelf booktracker mediatracker,$(PROGRAMS))
# These issue tokens (libjwt), hash passwords (libscrypt) and know second factors (liboath); all others are fully static.
ISSUERS := $(filter auth users,$(PROGRAMS)) $(DOORS)
# These take pictures, and so carry the codecs.
UPLOADERS := $(filter media books movies users movieshelf,$(PROGRAMS))
# This one reads files of other services, and so carries what opens archives and XML.
READERS := $(filter imports,$(PROGRAMS))
# These draw QR codes.
LABELLERS := $(filter collection users,$(PROGRAMS))
# This one talks to the outside (libcurl, TLS).
OUTGOING := $(filter lookup,$(PROGRAMS))
DYNAMIC := $(ISSUERS) $(OUTGOING)
STATIC := $(filter-out $(DYNAMIC),$(PROGRAMS))
COMMA := ,
SPACE := $(subst ,, )
ROOMS := base picture http db model out auth lookup import export installation app handlers

BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
DEPS := build/deps
# For hosts with another processor, by Debian's cross compiler: `make dist ARCH=arm64`.
ARCH ?=
ifneq ($(ARCH),)
CROSS := $(if $(filter arm64,$(ARCH)),aarch64-linux-gnu-,$(error ARCH is arm64, or nothing for a processor like this machine's))
CC := $(CROSS)gcc
BUILD := build/$(ARCH)
DEPS := $(BUILD)/deps
export STRIP := $(CROSS)strip
export OBJCOPY := $(CROSS)objcopy
endif
WARN := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef -Wno-missing-field-initializers
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -DVITRINE_VERSION='"$(VERSION)"' -DVITRINE_PROGRAMS='"$(subst $(SPACE),$(COMMA),$(PROGRAMS))"' \
	$(addprefix -Ilib/,$(ROOMS)) -I$(BUILD)/gen -I$(DEPS)/include
CFLAGS += $(WARN) $(OPT) -ffunction-sections -fdata-sections -fno-pie
DEPFLAGS = -MMD -MP

# Debian packages, and COMMAND=PACKAGE where another source of the command will do. This is the only list of them: a phase
# asks for its own, so that the quick ones need little.
LIBRARY_PACKAGES := libsqlite3-dev libcjson-dev libjwt-dev libscrypt-dev libfcgi-dev libutf8proc-dev nettle-dev zlib1g-dev \
	libturbojpeg0-dev libjpeg62-turbo-dev libpng-dev libwebp-dev libcurl4-openssl-dev libssl-dev musl-dev \
	libminizip-dev libexpat1-dev libqrencode-dev liboath-dev
# Whose list of certificates is carried.
DATA_PACKAGES := ca-certificates
BUILD_PACKAGES := build-essential pkg-config dpkg-dev tcl libdeflate-tools $(DATA_PACKAGES) $(if $(ARCH),crossbuild-essential-$(ARCH) $(LIBRARY_PACKAGES:%=%:$(ARCH)),$(LIBRARY_PACKAGES))
RUN_PACKAGES := $(BUILD_PACKAGES) lighttpd lighttpd-mod-deflate
APACHE_PACKAGES := apache2-bin libapache2-mod-fcgid
CHECK_PACKAGES := $(BUILD_PACKAGES) check sqlite3
VALGRIND_PACKAGES := $(CHECK_PACKAGES) valgrind
FUZZ_PACKAGES := $(BUILD_PACKAGES) clang libclang-rt-dev
ANALYSE_PACKAGES := $(BUILD_PACKAGES) clang clang-tidy cppcheck shellcheck
NPM_PACKAGES := node=nodejs npm=npm
HOST_PACKAGES := apache2-suexec-pristine nginx fcgiwrap bindfs
E2E_PACKAGES := $(RUN_PACKAGES) $(APACHE_PACKAGES) $(HOST_PACKAGES) $(NPM_PACKAGES) sqlite3 lynx
WEB_PACKAGES := $(RUN_PACKAGES) $(APACHE_PACKAGES) $(NPM_PACKAGES) chromium-headless-shell firefox-esr sqlite3
BENCH_PACKAGES := $(E2E_PACKAGES) wrk
TEST_PACKAGES := $(sort $(CHECK_PACKAGES) $(VALGRIND_PACKAGES) $(FUZZ_PACKAGES) $(ANALYSE_PACKAGES) $(E2E_PACKAGES) $(WEB_PACKAGES))

# Built here from Debian's source packages (lib/deps.sh), with their headers.
OWN_ARCHIVES := $(DEPS)/libcjson.a $(DEPS)/libsqlite3.a
BUILT_ARCHIVES := $(OWN_ARCHIVES) $(DEPS)/libcurl.a $(DEPS)/libqrencode.a
ARCHIVES := $(OWN_ARCHIVES) -lnettle -lfcgi -lutf8proc -lz
CODECS := -l:libturbojpeg.a -l:libpng16.a -l:libwebp.a $(if $(wildcard /usr/lib/*/libsharpyuv.a),-l:libsharpyuv.a)
UNPACKERS := -l:libminizip.a -l:libexpat.a
# Two builds are the same wherever they are made: the id would be of debug information too, which has paths in it.
LDSAME := -Wl,--build-id=none
# For the release's list of what is linked in: what the linker took.
LDMAP = -Wl,-Map,$(@:.cgi=).map
UNUSED := gethostbyname	# lib/start/static.c
LDSTATIC := -static -no-pie $(UNUSED:%=-Wl,--wrap=%) -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,-z,noexecstack $(LDSAME)
# The issuers carry their shared libraries, libc and its loader too, and are started by these (lib/start/start.c): in lib/,
# which is where they are themselves. DT_RPATH, because RUNPATH is not transitive.
# Debian has no archive of libjwt; the rest is static in them too.
# What is linked in stays our own: jansson, under libjwt, has functions of the same names (json_string).
LDDYNAMIC := -no-pie -Wl,--gc-sections -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now -Wl,--disable-new-dtags -Wl,-rpath,'$$ORIGIN' $(LDSAME)

# A starter does next to nothing: with musl, another libc, it is a twentieth of what it is with glibc.
MUSL = -specs /usr/lib/$(patsubst %-gnu,%-musl,$(shell $(CC) -dumpmachine))/musl-gcc.specs

ISSUER_SRC := lib/auth/token_issue.c lib/auth/password.c lib/auth/signin.c
LIB_SRC := $(filter-out lib/app/main.c $(ISSUER_SRC),$(foreach r,$(ROOMS),$(wildcard lib/$(r)/*.c)))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/migrations.o
ISSUER_OBJ := $(ISSUER_SRC:%.c=$(BUILD)/%.o)
MAIN_OBJ := $(BUILD)/lib/app/main.o
STATIC_OBJ := $(BUILD)/lib/start/static.o
MIGRATIONS := $(sort $(wildcard db/migrations/*.sql))

# What compiles does so on all processors, unless -j has said how many. The rest goes in order: it asks apt and npm.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all programs
all:	## build every program into build/cgi-bin
	@$(MAKE) --no-print-directory $(JOBS) programs
programs: $(PROGRAMS:%=$(BUILD)/cgi-bin/%.cgi)

.PHONY: help
help:	## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## ?/  make \1\t/' | expand -t 20

.SECONDARY:
$(BUILD)/%.o: %.c | $(OWN_ARCHIVES)
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

# It knows all programs by name.
$(BUILD)/lib/installation/programs.o: $(PROGRAMS:%=cgi-bin/%.c)

# The migrations become C strings, in order, so that a program needs no file beside it.
$(BUILD)/gen/migrations.c: $(MIGRATIONS) lib/db/embed.sh
	@mkdir -p $(@D)
	sh lib/db/embed.sh $(MIGRATIONS) > $@.tmp && mv $@.tmp $@
$(BUILD)/gen/migrations.o: $(BUILD)/gen/migrations.c | $(OWN_ARCHIVES)
	@echo "  CC $@"; $(CC) $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

$(BUILD)/libvitrine.a: $(LIB_OBJ)
	@rm -f $@ && $(CROSS)ar rcsD $@ $^

$(STATIC:%=$(BUILD)/cgi-bin/%.cgi): $(BUILD)/cgi-bin/%.cgi: $(BUILD)/cgi-bin/%.o $(MAIN_OBJ) $(STATIC_OBJ) $(BUILD)/libvitrine.a $(OWN_ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) $(LDMAP) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(ARCHIVES) -lm

$(ISSUERS:%=$(BUILD)/carried/%): $(ISSUER_OBJ)
$(ISSUERS:%=$(BUILD)/carried/%): SHARED := -ljwt
$(ISSUERS:%=$(BUILD)/carried/%): ARCHIVES += -lscrypt -loath
$(OUTGOING:%=$(BUILD)/carried/%): $(DEPS)/libcurl.a
$(OUTGOING:%=$(BUILD)/carried/%): SHARED := -lssl -lcrypto
$(OUTGOING:%=$(BUILD)/carried/%): ARCHIVES := $(DEPS)/libcurl.a $(ARCHIVES)
$(DYNAMIC:%=$(BUILD)/carried/%): $(BUILD)/carried/%: $(BUILD)/cgi-bin/%.o $(MAIN_OBJ) $(BUILD)/libvitrine.a $(OWN_ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDDYNAMIC) $(LDMAP) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a -Wl,-Bstatic $(ARCHIVES) -Wl,-Bdynamic $(SHARED) -lm

# With the sizes of what it carries a starter tells whether all of it is there.
$(BUILD)/cgi-bin/lib/.made: lib/start/carry.sh $(DYNAMIC:%=$(BUILD)/carried/%)
	@CC='$(CC)' sh lib/start/carry.sh $(@D) $(BUILD)/gen $(filter-out %.sh,$^)
	@touch $@
$(DYNAMIC:%=$(BUILD)/start/%.o): $(BUILD)/start/%.o: lib/start/start.c $(BUILD)/cgi-bin/lib/.made
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(MUSL) $(CPPFLAGS) -DPROGRAM='"$*"' -DCARRIED_FILES='"carried_$*.h"' $(HARDEN) $(CFLAGS) -c -o $@ $<
$(DYNAMIC:%=$(BUILD)/cgi-bin/%.cgi): $(BUILD)/cgi-bin/%.cgi: $(BUILD)/start/%.o
	@echo "  LD $@"; $(CC) $(MUSL) $(filter-out $(UNUSED:%=-Wl$(COMMA)--wrap=%),$(LDSTATIC)) $(LDMAP) -o $@ $<

# The doctor measures what a password hash takes.
$(BUILD)/cgi-bin/server.cgi: $(BUILD)/lib/auth/password.o
$(BUILD)/cgi-bin/server.cgi: ARCHIVES += -lscrypt

$(UPLOADERS:%=$(BUILD)/cgi-bin/%.cgi) $(UPLOADERS:%=$(BUILD)/carried/%) $(BUILD)/carried/lookup: ARCHIVES := $(CODECS) $(ARCHIVES)

$(READERS:%=$(BUILD)/cgi-bin/%.cgi): ARCHIVES := $(UNPACKERS) $(ARCHIVES)

LABELLED := $(patsubst %,$(BUILD)/cgi-bin/%.cgi,$(filter $(STATIC),$(LABELLERS))) $(patsubst %,$(BUILD)/carried/%,$(filter $(DYNAMIC),$(LABELLERS)))
$(LABELLED): $(DEPS)/libqrencode.a
$(LABELLED): ARCHIVES := $(DEPS)/libqrencode.a $(ARCHIVES)

# Debian has cJSON's archive only as source, and cJSON_Utils not at all: the headers are its, too. Its own libqrencode and
# libcurl serve the tests, and have the headers.
$(DEPS)/libsqlite3.a: lib/train.c
$(BUILT_ARCHIVES): $(DEPS)/lib%.a: lib/deps.sh | packages-build
	@mkdir -p $(@D)
	$(if $(ARCH),CC='$(CC)') HARDEN='$(HARDEN)' sh lib/deps.sh $* $@

.PHONY: packages-build packages-run packages-check packages-valgrind packages-fuzz packages-analyse packages-npm packages-e2e packages-web packages-bench packages-test
packages-build:
	@$(if $(ARCH),sh lib/deps.sh foreign $(ARCH))
	@sh lib/deps.sh packages $(BUILD_PACKAGES)
packages-run:	; @sh lib/deps.sh packages $(RUN_PACKAGES) $(if $(filter apache,$(SERVER)),$(APACHE_PACKAGES))
packages-check:	; @sh lib/deps.sh packages $(CHECK_PACKAGES)
packages-valgrind:	; @sh lib/deps.sh packages $(VALGRIND_PACKAGES)
packages-fuzz:	; @sh lib/deps.sh packages $(FUZZ_PACKAGES)
packages-analyse:	; @sh lib/deps.sh packages $(ANALYSE_PACKAGES)
packages-npm:	; @sh lib/deps.sh packages $(NPM_PACKAGES)
packages-e2e:	; @sh lib/deps.sh packages $(E2E_PACKAGES)
packages-web:	; @sh lib/deps.sh packages $(WEB_PACKAGES)
packages-bench:	; @sh lib/deps.sh packages $(BENCH_PACKAGES)
packages-test:	; @sh lib/deps.sh packages $(TEST_PACKAGES)

# --- tests in this process: unit, db, http ----------------------------------------------------------------------------

# Each program's object once more, its `app` renamed, so that one test can talk to all of them.
$(BUILD)/test/apps/%.o: $(BUILD)/cgi-bin/%.o
	@mkdir -p $(@D)
	@objcopy --redefine-sym app=$*_app --redefine-sym __odr_asan.app=__odr_asan.$*_app \
		--redefine-sym __odr_asan_gen_app=__odr_asan_gen_$*_app $< $@

TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c tests/db/test_*.c tests/http/test_*.c))
# The longest ones first, so that none of them is alone at the end.
LONGEST := $(foreach name,durable picture rank conventions media,$(filter %/test_$(name),$(TESTS)))
TESTS := $(LONGEST) $(filter-out $(LONGEST),$(TESTS))
TEST_OBJ := $(BUILD)/tests/http/client.o $(BUILD)/tests/http/pictures.o $(BUILD)/tests/http/engine.o $(PROGRAMS:%=$(BUILD)/test/apps/%.o) $(ISSUER_OBJ) $(BUILD)/libvitrine.a
$(BUILD)/tests/%.o: CPPFLAGS += -Itests/http -Wno-missing-prototypes
$(TESTS): ARCHIVES := $(CODECS) $(UNPACKERS) $(ARCHIVES)
$(TESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(TEST_OBJ)
	@echo "  LD $@"; $(CC) $(OPT) -no-pie -Wl,--exclude-libs,ALL -o $@ $^ $(ARCHIVES) -lscrypt -loath -ljwt -lcurl -lqrencode -lcheck -lsubunit -lrt -lm -lpthread

# A release to come, for e2e: it has one migration more, and so a database that is too new for this one.
$(BUILD)/gen/newer.c: $(MIGRATIONS) tests/e2e/9999_newer.sql lib/db/embed.sh
	@mkdir -p $(@D)
	@sh lib/db/embed.sh $(filter %.sql,$^) > $@.tmp && mv $@.tmp $@
$(BUILD)/gen/newer.o: $(BUILD)/gen/newer.c | $(OWN_ARCHIVES)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<
$(BUILD)/tests/newer/server.cgi: $(BUILD)/gen/newer.o $(BUILD)/cgi-bin/server.o $(MAIN_OBJ) $(STATIC_OBJ) $(BUILD)/lib/auth/password.o $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	@$(CC) $(LDSTATIC) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(ARCHIVES) -lscrypt -lm

.PHONY: check run-checks
CHECK_OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
check: packages-check	## unit, db and http tests, with the sanitizers
	@$(MAKE) --no-print-directory $(JOBS) BUILD=build/check OPT='$(CHECK_OPT)' run-checks

run-checks: $(TESTS)
	@sh tests/checks.sh $(BUILD) $(TESTS)

# What `check` tries some rounds of: programs that are killed in the middle of what they write, and a disk that is full at
# any write.
LOSS_TESTS := $(addprefix $(BUILD)/tests/http/,test_durable test_killed test_full_disk)
ROUNDS ?= 200
.PHONY: losses run-losses
losses: packages-check	## kill -9 in uploads, imports, migrations, ROUNDS=200 each; a disk full at every write
	@ROUNDS=$(ROUNDS) $(MAKE) --no-print-directory $(JOBS) BUILD=build/check \
		OPT='$(CHECK_OPT)' run-losses
run-losses: $(LOSS_TESTS)
	@sh tests/checks.sh $(BUILD) $(LOSS_TESTS)

# What the doors of other designs answer to their tests, for e2e, which holds it against their documents.
DOOR_TESTS := $(filter $(DOORS:%=$(BUILD)/tests/http/test_%) %/test_api_keys %/test_must_factor,$(TESTS))
.PHONY: answers run-answers
answers: packages-check
	@$(MAKE) --no-print-directory $(JOBS) run-answers
run-answers: $(DOOR_TESTS)
	@rm -f $(BUILD)/answers
	@for test in $(DOOR_TESTS); do ANSWERS=$(BUILD)/answers $$test >$$test.log 2>&1 || { cat $$test.log; exit 1; }; done

# That memory is read which nobody has written the sanitizers don't see. It takes long: some tests that go through all rooms.
UNDER_VALGRIND := $(addprefix $(BUILD)/tests/,unit/test_form unit/test_json http/test_books)
.PHONY: valgrind run-valgrind
valgrind: packages-valgrind	## some of them, as they are shipped, under valgrind
	@$(MAKE) --no-print-directory $(JOBS) run-valgrind
run-valgrind: $(UNDER_VALGRIND)
	@CK_FORK=no UNDER='valgrind -q --error-exitcode=9' sh tests/checks.sh $(BUILD) $(UNDER_VALGRIND)

# --- fuzzers: each parser, and whole requests, with libFuzzer -----------------------------------------------------------

TIME ?= 60
# (Newer clangs keep an object's constants in groups named after the symbols it exports. Each program exports `app`, so all
# groups of a second one would be taken for those of the first: no groups. Debian 12's has neither them nor the option.)
NO_GROUPS := -fno-sanitize-address-globals-dead-stripping
FUZZ_OPT = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
	$(shell clang $(NO_GROUPS) -fsyntax-only -x c /dev/null 2>/dev/null && echo $(NO_GROUPS))
FUZZERS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
# Hidden is only what is ours: the sanitizers' malloc must also be that of the shared libraries.
$(FUZZERS): ARCHIVES := $(CODECS) $(UNPACKERS) $(ARCHIVES)
$(FUZZERS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(PROGRAMS:%=$(BUILD)/test/apps/%.o) $(ISSUER_OBJ) $(BUILD)/libvitrine.a
	@echo "  LD $@"; $(CC) $(OPT) -fsanitize=fuzzer -no-pie -Wl,--exclude-libs,libvitrine.a -o $@ $^ $(ARCHIVES) -lscrypt -loath -ljwt -lcurl -lqrencode -lm

.PHONY: fuzz fuzz-short run-fuzzers
fuzz: packages-fuzz	## fuzz each parser for TIME seconds (60), or RUNS inputs; finds go to build/fuzz/finds
	@$(MAKE) --no-print-directory $(JOBS) BUILD=build/fuzz CC=clang OPT='$(FUZZ_OPT)' TIME=$(TIME) run-fuzzers

fuzz-short:	## the same on the kept corpus, and 3 seconds more each, of what was tried before
	@SEED=1 $(MAKE) --no-print-directory fuzz TIME=3

run-fuzzers: $(FUZZERS)
	@sh tests/fuzz/run.sh $(TIME) $(BUILD) $(FUZZERS)

.PHONY: lint
lint:	## the house's rules: includes go downward, SQLite and libjwt stay in their rooms, lines are no longer than that
	sh tests/lint.sh

ANALYSED := $(wildcard lib/*/*.c cgi-bin/*.c)
# (cppcheck doesn't follow `if (!rc)`, by which a struct is known to be filled: gcc does.)
ANALYSES := $(ANALYSED:%=analysed-gcc/%) $(ANALYSED:%=analysed-clang/%) analysed-cppcheck analysed-shells
.PHONY: analyse run-analyse $(ANALYSES)
analyse: packages-analyse all	## what gcc -fanalyzer, clang, clang-tidy, cppcheck and shellcheck see
	@$(MAKE) --no-print-directory $(JOBS) --keep-going --output-sync=target run-analyse

# The one that takes long by itself is the first.
run-analyse: CPPFLAGS += -DPROGRAM='"auth"' -DCARRIED_FILES='"carried_auth.h"'	# of lib/start/start.c
run-analyse: analysed-cppcheck $(ANALYSES)
$(ANALYSED:%=analysed-gcc/%): analysed-gcc/%: %
	@$(CC) $(CPPFLAGS) -std=gnu11 -O2 -fanalyzer -Werror -c -o /dev/null $<
# (What clang itself warns of clang-tidy says, too.)
$(ANALYSED:%=analysed-clang/%): analysed-clang/%: %
	@clang-tidy --quiet $< -- $(CPPFLAGS) $(filter-out -Werror,$(WARN)) 2>/dev/null
analysed-cppcheck:
	@cppcheck -q --error-exitcode=1 --enable=warning,performance,portability --inline-suppr --suppress=uninitStructMember --suppress=normalCheckLevelMaxBranches --std=c11 $(filter -I% -D_GNU_SOURCE,$(CPPFLAGS)) $(ANALYSED)
analysed-shells:
	@shellcheck -S warning -e SC2046 .ci/run $(wildcard */*.sh */*/*.sh)

.PHONY: clean
clean:	## remove what was built; what came from the network stays, so that the next build needs none
	rm -rf $(filter-out $(DEPS),$(wildcard $(BUILD)/*)) $(BUILT_ARCHIVES)

# --- the web folder, and a server on it -------------------------------------------------------------------------------

PREFIX ?= /usr/local
SERVER ?= lighttpd
MODE ?= cgi
# Some shells have a HOST of their own in the environment.
ifneq ($(origin HOST),command line)
HOST := 127.0.0.1
endif
PORT ?= 8080
DATA ?=
DEMO ?= 1
CONFIG ?=

.PHONY: install
install: all vendor-if-npm	## the web folder and the servers' files, under DESTDIR and PREFIX
	sh lib/install.sh $(BUILD)/cgi-bin $(DESTDIR)$(PREFIX)/share/vitrine
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/vitrine/apache apache/vitrine-vhost.conf apache/fcgid.conf
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/vitrine/lighttpd lighttpd/vitrine.conf lighttpd/cgi.conf lighttpd/fcgi.conf

.PHONY: site
site: all
	@sh lib/install.sh $(BUILD)/cgi-bin $(BUILD)/site

# What the page takes from npm is part of a release: without it there is none.
.PHONY: dist
dist: vendor-if-npm	## the release archive, its checksum beside it: the web folder, ready to be unpacked; ARCH=arm64
	@for file in $(VENDORED); do [ -s "$$file" ] || { echo "dist: $$file isn't there: 'make vendor' gets fonts and icons, by npm and the network" >&2; exit 1; }; done
	@$(MAKE) --no-print-directory all
	@sh lib/dist/dist.sh $(BUILD) $(VERSION) $(ARCH)

.PHONY: parts
parts:	## which of Debian's parts in the release have newer versions by now; RELEASE=ARCHIVE; apt-get update first
	@sh lib/dist/parts.sh $(or $(RELEASE),$(BUILD)/vitrine-$(VERSION)$(if $(ARCH),-$(ARCH)).tar.gz)

# exec, so that Ctrl-C and SIGTERM reach the script itself.
RUN_SETTINGS := LISTEN='$(HOST)' SERVER='$(SERVER)' MODE='$(MODE)' PORT='$(PORT)' DATA='$(DATA)' DEMO='$(DEMO)' CONFIG='$(CONFIG)'
.PHONY: run
run:	## serve on 127.0.0.1:8080; SERVER=apache MODE=fcgi HOST= PORT= DATA=DIR DEMO=0 CONFIG=FILE
	@$(RUN_SETTINGS) sh lib/run.sh --look
	@$(if $(SITE),,sh lib/deps.sh room 300 . && $(MAKE) --no-print-directory packages-run && $(MAKE) --no-print-directory site)
	@$(RUN_SETTINGS) exec sh lib/run.sh $(or $(SITE),$(BUILD)/site)

.PHONY: e2e
e2e: packages-e2e look-node site answers	## both real servers, both modes, with the shipped configuration
	sh tests/e2e/run.sh

# What is looked at before the first phase: what is missing is told now, not after minutes. Room: the builds with
# sanitizers, and what the tests write.
.PHONY: look
look: packages-test
	@sh lib/deps.sh room 1500 . $${TMPDIR:-/tmp}
	@$(MAKE) --no-print-directory --silent $(JOBS) $(BUILT_ARCHIVES)
	@$(MAKE) --no-print-directory --silent look-node look-browsers vendor

# All phases, also after one has failed: who reads the output wants to see everything that is wrong.
PHASES ?= lint analyse check valgrind fuzz-short e2e web-lint web
.PHONY: test
test: look	## everything that must hold, and a summary of it; PHASES='check e2e' runs only these
	@MAKE='$(MAKE)' sh tests/phases.sh $(BUILD)/test-summary $(PHASES)

include lib/vendor/vendor.mk
include tests/web/web.mk
include tests/bench/bench.mk
-include Makefile.local
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
