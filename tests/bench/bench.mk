# The figures of the design, as ratios to floors that are built here. Included by the main Makefile.
BENCH := tests/bench
BENCH_BIN := $(addprefix $(BUILD)/bench/,hello noop spawn warm seed)

$(BUILD)/bench/hello $(BUILD)/bench/noop $(BUILD)/bench/spawn: $(BUILD)/bench/%: $(BUILD)/$(BENCH)/%.o $(STATIC_OBJ)
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) -o $@ $^ -lfcgi

# Measures what is shipped: the same objects, linked the same way, but for the name of the program's table.
$(BUILD)/bench/warm: $(BUILD)/$(BENCH)/warm.o $(BUILD)/test/apps/usermedia.o $(STATIC_OBJ) $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDSTATIC) -o $@ $(filter %.o,$^) $(BUILD)/libvitrine.a $(ARCHIVES) -lm
$(BUILD)/bench/seed: $(BUILD)/$(BENCH)/seed.o $(ISSUER_OBJ) $(BUILD)/libvitrine.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) -no-pie -Wl,--exclude-libs,ALL -o $@ $^ $(ARCHIVES) -lscrypt -ljwt -lm

.PHONY: bench
bench: packages-test site $(BENCH_BIN)	## speed and memory, as ratios to floors; QUICK=1 for two minutes, ROUNDS= SECONDS= REQUESTS=
	@node $(BENCH)/bench.js $(BUILD)
