# Every target installs what it needs and says so. `make run` and `make test` are all a newcomer has to know.
SHELL := /bin/sh
PREFIX ?= /usr/local
SWIFT ?= swift
# Targets may import only what Package.swift lets them: the compiler checks it, by its exit status.
CHECKED := --explicit-target-dependency-import-check error
# One file without a dynamic loader starts twice as fast: docs/decisions/static-executable.md.
RELEASE := -c release --static-swift-stdlib -Xswiftc -static-executable
BUILD := .build

.PHONY: run test lint format bench release install docs deps clean

run: deps
	$(SWIFT) build $(CHECKED)
	Scripts/demo $(BUILD)/debug/keyferry

test: deps
	$(SWIFT) build --build-tests $(CHECKED)
	$(SWIFT) test --skip-build

lint: deps
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift
	$(SWIFT) build $(CHECKED)

format:
	$(SWIFT) format format --in-place --recursive Sources Tests Package.swift

release: deps
	$(SWIFT) build $(RELEASE) --product keyferry

bench: release
	Benchmarks/run $(BUILD)/release/keyferry

# Documentation made from the program; a test fails when it is stale.
docs: deps
	$(SWIFT) build $(CHECKED)
	$(BUILD)/debug/keyferry rules --format markdown=docs/rules.md

install: release
	Scripts/install $(BUILD)/release/keyferry "$(DESTDIR)$(PREFIX)"

deps:
	@Scripts/dependencies

clean:
	rm -rf $(BUILD)
