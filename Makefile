# Vitrine: every command. `make help` lists them.
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

VERSION := 0.1.0
PROGRAMS := $(patsubst cgi-bin/%.c,%,$(wildcard cgi-bin/*.c))
# These two issue tokens (libjwt) and hash passwords (libscrypt); all others are fully static.
ISSUERS := $(filter auth users,$(PROGRAMS))
STATIC := $(filter-out $(ISSUERS),$(PROGRAMS))
ROOMS := base http db model auth app

BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
WARN := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT ?= -O2 -g
CPPFLAGS += -D_GNU_SOURCE -DVITRINE_VERSION='"$(VERSION)"' $(addprefix -Ilib/,$(ROOMS)) -I$(BUILD)/gen
CFLAGS += $(WARN) $(OPT) -ffunction-sections -fdata-sections -fno-pie
DEPFLAGS = -MMD -MP

DEPS := $(BUILD)/deps
STATIC_LIBS := $(DEPS)/libcjson.a -lsqlite3 -lnettle -lfcgi -lutf8proc -lm -lz
LDSTATIC := -static -no-pie -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,-z,noexecstack
# The issuers carry their shared libraries in lib/ beside them; DT_RPATH, because RUNPATH is not transitive.
LDISSUER := -no-pie -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,--disable-new-dtags -Wl,-rpath,'$$ORIGIN/lib'

LIB_SRC := $(filter-out lib/app/main.c lib/auth/token_issue.c lib/auth/password.c,$(foreach r,$(ROOMS),$(wildcard lib/$(r)/*.c)))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/migrations.o
ISSUER_OBJ := $(BUILD)/lib/auth/token_issue.o $(BUILD)/lib/auth/password.o
MAIN_OBJ := $(BUILD)/lib/app/main.o
MIGRATIONS := $(sort $(wildcard db/migrations/*.sql))

.PHONY: all
all: $(PROGRAMS:%=$(BUILD)/cgi-bin/%.cgi)	## build every program into build/cgi-bin

.PHONY: help
help:	## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## ?/  make \1\t/' | expand -t 20

.SECONDARY:
$(BUILD)/%.o: %.c | $(DEPS)/libcjson.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

# The migrations become C strings, in order, so that a program needs no file beside it.
$(BUILD)/gen/migrations.c: $(MIGRATIONS) lib/db/embed.sh
	@mkdir -p $(@D)
	sh lib/db/embed.sh $(MIGRATIONS) > $@.tmp && mv $@.tmp $@
$(BUILD)/gen/migrations.o: $(BUILD)/gen/migrations.c
	$(CC) $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

$(BUILD)/libvitrine.a: $(LIB_OBJ)
	rm -f $@ && ar rcs $@ $^

$(STATIC:%=$(BUILD)/cgi-bin/%.cgi): $(BUILD)/cgi-bin/%.cgi: $(BUILD)/cgi-bin/%.o $(MAIN_OBJ) $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	$(CC) $(LDSTATIC) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(STATIC_LIBS)

$(ISSUERS:%=$(BUILD)/cgi-bin/%.cgi): $(BUILD)/cgi-bin/%.cgi: $(BUILD)/cgi-bin/%.o $(MAIN_OBJ) $(ISSUER_OBJ) $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	$(CC) $(LDISSUER) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(STATIC_LIBS) -ljwt -lscrypt

.PHONY: clean
clean:	## remove what was built
	rm -rf $(BUILD)

include tests/web/web.mk
-include Makefile.local
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
