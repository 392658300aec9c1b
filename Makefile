# Every target installs what it needs and says so. `make run` and `make test` are all a newcomer has to know.
SHELL := /bin/sh
PREFIX ?= /usr/local
SWIFT ?= swift
# Targets may import only what Package.swift lets them: the compiler checks it, by its exit status.
CHECKED := --explicit-target-dependency-import-check error
BUILD := .build
# All but glibc in one file, at a fixed address, starts twice as fast: docs/decisions/release-linking.md.
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xswiftc -L$(BUILD)/static -Xswiftc -Xclang-linker -Xswiftc -no-pie \
  -Xswiftc -Xclang-linker -Xswiftc -static-libgcc -Xlinker --no-export-dynamic \
  -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
# Where the fault harnesses are: docs/reliability.md.
FAULTS ?= ../shared/tools/faults
GOLDEN := KEYFERRY_UPDATE_GOLDEN=1 $(SWIFT) test --quiet --skip-build --disable-xctest

.PHONY: run test lint format bench faults faults-short fuzz fuzz-short release install docs golden build tests deps clean

run: build
	@Scripts/demo $(BUILD)/debug/keyferry $(BUILD)/demo
	@printf '\nThe project and both databases are in %s/demo, the program is %s/debug/keyferry.\n' $(BUILD) $(BUILD)

test: tests
	@$(SWIFT) test --quiet --skip-build --disable-xctest

lint: build
	@$(SWIFT) format lint --strict --recursive Sources Tests Package.swift
	@if command -v shellcheck >/dev/null 2>&1; then shellcheck Scripts/* .ci/run; \
	else echo "skipped: the scripts were not looked at, since shellcheck is not installed" >&2; fi
	@echo "style and imports are as they should be"

format:
	@$(SWIFT) format format --in-place --recursive Sources Tests Package.swift

# docs/rules.md and docs/keyferry.1, made from the program. A test fails when they are stale.
docs: tests
	@$(GOLDEN) --filter DocumentTests

# What reports and scenarios should look like, as they look now: read the difference.
golden: tests
	@$(GOLDEN) --filter 'GoldenReportTests|ScenarioTests/scenario'

bench: release
	@Benchmarks/run $(BUILD)/release/keyferry

# Every harness at full size, for hours on a small machine; the figures go into docs/reliability.md.
faults: release
	@Scripts/faults "$(FAULTS)" $(BUILD)/release/keyferry $(BUILD)/faults --table docs/reliability.md

# A part of each, for every change.
faults-short: build
	@Scripts/faults "$(FAULTS)" $(BUILD)/debug/keyferry $(BUILD)/faults-short --short

# What libFuzzer makes up, for each reader in turn. Inputs that reach new code are kept in the build folder.
FUZZ_SECONDS ?= 120
fuzz: deps
	@Scripts/fuzz $(BUILD)/fuzz --seconds $(FUZZ_SECONDS)

# The same inputs every time.
fuzz-short: deps
	@Scripts/fuzz $(BUILD)/fuzz --runs 2000

install: release
	@Scripts/install $(BUILD)/release/keyferry "$(DESTDIR)$(PREFIX)"

release: deps
	@echo "building keyferry for release; the first time takes some minutes"
	@Scripts/static-libraries $(BUILD)/static crypto sqlite3 yaml stdc++
	@$(SWIFT) build --quiet $(RELEASE) --product keyferry

build: deps
	@echo "building keyferry; the first time takes a minute or two"
	@$(SWIFT) build --quiet $(CHECKED)

tests: deps
	@echo "building keyferry and its tests; the first time takes a minute or two"
	@$(SWIFT) build --quiet --build-tests $(CHECKED)

deps:
	@Scripts/dependencies

clean:
	rm -rf $(BUILD)
