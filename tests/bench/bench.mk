# The figures of the design, as ratios to floors that are built here. Included by the main Makefile.
BENCH := tests/bench
BENCH_BIN := $(addprefix $(BUILD)/bench/,hello noop spawn floor warm seed)

$(BUILD)/bench/hello $(BUILD)/bench/noop $(BUILD)/bench/spawn: $(BUILD)/bench/%: $(BUILD)/$(BENCH)/%.o $(STATIC_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) -o $@ $^ -lfcgi

$(BUILD)/bench/floor: $(BUILD)/$(BENCH)/floor.o $(STATIC_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) -o $@ $^ $(ARCHIVES) -lm

WARM := usermedia collection stats
# Measures what is shipped: the same objects, linked the same way, but for the name of the program's table.
$(BUILD)/bench/warm: $(BUILD)/$(BENCH)/warm.o $(WARM:%=$(BUILD)/test/apps/%.o) $(STATIC_OBJ) $(BUILD)/libvitrine.a $(DEPS)/libqrencode.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(DEPS)/libqrencode.a $(ARCHIVES) -lm
$(BUILD)/bench/seed: $(BUILD)/$(BENCH)/seed.o $(ISSUER_OBJ) $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) -no-pie -Wl,--exclude-libs,ALL -o $@ $^ $(ARCHIVES) -lscrypt -ljwt -lm

# The peer, where these packages are (half a gigabyte is too much to ask for). They bring their sources; nothing is fetched.
PEER_PACKAGES := golang-go golang-github-mattn-go-sqlite3-dev golang-github-gorilla-mux-dev golang-github-golang-jwt-jwt-dev
PEER := $(shell dpkg-query -W $(PEER_PACKAGES) >/dev/null 2>&1 && echo $(BUILD)/bench/peer)
$(BUILD)/bench/peer: $(BENCH)/peer.go
	@mkdir -p $(@D)
	@echo "  GO $@"; GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$(abspath $(BUILD))/go-cache go build -tags libsqlite3 -o $@ $<

.PHONY: bench
bench: packages-bench look-node site $(BENCH_BIN) $(PEER)	## speed and memory, as ratios to floors; QUICK=1 is shorter, ONLY=imports, ROUNDS= SECONDS= REQUESTS=
	@PEER_PACKAGES='$(PEER_PACKAGES)' sh tests/node/with.sh node $(BENCH)/bench.js $(BUILD)

# OLD= is another checkout, a release's tag for instance. It is built here, by its own rules.
.PHONY: bench-against
bench-against: packages-bench look-node site $(BENCH_BIN)	## the speed beside that of another checkout: OLD=FOLDER; QUICK=1, ROUNDS=, SECONDS=
	@sh lib/deps.sh packages valgrind
	@$(NODE) sh lib/deps.sh npm '$(OLD)/tests/web'
	@$(MAKE) --no-print-directory -C '$(OLD)' BUILD=build site $(patsubst $(BUILD)/%,build/%,$(filter-out %/floor,$(BENCH_BIN)))
	@sh tests/node/with.sh node $(BENCH)/against.js '$(OLD)'
