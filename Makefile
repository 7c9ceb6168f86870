# etch: build, test and run. `make help` lists the targets.
SWIFT ?= swift
# One configuration everywhere: release, with tests able to see inside.
BUILD_FLAGS := -c release -Xswiftc -enable-testing
# giflib has no pkg-config file, and Homebrew's folders are not those that compilers look into.
ifeq ($(shell uname -s),Darwin)
BREW := $(shell brew --prefix 2>/dev/null)
ifneq ($(BREW),)
BUILD_FLAGS += -Xcc -I$(BREW)/include -Xswiftc -I$(BREW)/include -Xlinker -L$(BREW)/lib
endif
endif
ETCH := .build/release/etch
DATA ?= $(if $(wildcard data),data,$(if $(wildcard ../shared/data),../shared/data,data))
OUT ?= outputs
# Where make bench-peers puts PyTorch, TensorFlow and ONNX Runtime; what is of PyTorch alone comes from its own index.
PEERS := .build/peers
PYTHON ?= $(if $(wildcard $(PEERS)/bin/python),$(PEERS)/bin/python,python3)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
ARGS ?=
TARGET ?= yaml
RUNS ?= 100000

.PHONY: help setup build tests test test-all fuzz libfuzzer campaign bench bench-peers readers reader-tools quickstart zoo run sweep lint format schema static dist deb image clean

help: ## lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

setup: ## installs what is missing of the system libraries
	@sh .ci/setup

build: setup ## builds .build/release/etch
	@$(SWIFT) build $(BUILD_FLAGS) --product etch

tests: setup ## builds all tests, and the program with them
	$(SWIFT) build $(BUILD_FLAGS) --build-tests

test: tests ## builds and runs all tests
	.ci/in-memory $(SWIFT) test $(BUILD_FLAGS) --skip-build

test-all: tests ## as test, with every experiment's resume and more random graphs
	ETCH_TEST_ALL=1 ETCH_FUZZ=3000 .ci/in-memory $(SWIFT) test $(BUILD_FLAGS) --skip-build

fuzz: tests ## random graphs, compiled against interpreted: make fuzz COUNT=5000
	ETCH_FUZZ=$(or $(COUNT),5000) $(SWIFT) test $(BUILD_FLAGS) --skip-build --filter OracleTests

# Swift's own --sanitize takes one sanitizer at a time. What is found is kept where runs are.
FUZZ := .build/fuzz
SANITIZERS := fuzzer,address
libfuzzer: setup ## clang's fuzzer on a reader: make libfuzzer TARGET=yaml RUNS=1000000 (or csv, png, ...)
	@ETCH_FUZZERS=1 $(SWIFT) build $(BUILD_FLAGS) --scratch-path $(FUZZ) --product fuzzers \
	  -Xswiftc -sanitize=$(SANITIZERS) -Xcc -fsanitize=$(SANITIZERS)
	@mkdir -p $(OUT)/fuzz/$(TARGET)
	@SWIFT_BACKTRACE=enable=no $(FUZZ)/release/fuzzers --$(TARGET) -runs=$(RUNS) -max_len=$(or $(LENGTH),4096) \
	  -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix=$(OUT)/fuzz/ \
	  $(OUT)/fuzz/$(TARGET) Tests/Fuzz/Corpora/$(TARGET)

campaign: build ## kills, signals, full disks, damage, strangers: 30 minutes; make campaign ARGS=--short for 80 seconds
	@python3 .ci/campaign $(ETCH) $(ARGS)

bench: build ## a step of each workload beside that of its peers: make bench ARGS="vae --rounds 3"
	@$(PYTHON) Benchmarks/bench.py --etch $(ETCH) --data $(DATA) $(ARGS)

bench-peers: ## installs the peers of make bench below .build
	@python3 -m venv $(PEERS)
	@$(PEERS)/bin/pip install -q -r Benchmarks/requirements.txt $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

# TensorBoard, html5lib and PyTorch; browsers, man, lintian and shells are the system's.
READERS := .build/readers
readers: build ## has TensorBoard, PyTorch, a browser, man, lintian and shells read what etch writes; ARGS=--all: none may be absent
	@python3 .ci/readers $(ETCH) $(ARGS)

reader-tools: ## installs those of them that are Python's below .build
	@python3 -m venv $(READERS)
	@$(READERS)/bin/pip install -q -r .ci/readers/requirements.txt $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

quickstart: build ## trains a small variational autoencoder offline and names its pictures
	@$(ETCH) run experiments/vae_mnist.yaml --profile quick --out $(OUT)

# What is finished is left as it is; where one cannot be trained, the others still are.
zoo: build ## trains the demo profile of every experiment, offline, and writes outputs/zoo.html
	@failed=; for file in experiments/*.yaml; do \
	  $(ETCH) run $$file --profile demo --out $(OUT)/zoo $(ARGS) || { status=$$?; \
	    test $$status = 130 && exit 130; failed="$$failed $$(basename $$file .yaml)"; }; \
	done; $(ETCH) runs $(OUT)/zoo --gallery $(OUT)/zoo.html; \
	test -z "$$failed" || { echo "not trained:$$failed"; exit 1; }

run: build ## runs one file: make run EXPERIMENT=experiments/vae_mnist.yaml ARGS="train.epochs=3"
	@test -n "$(EXPERIMENT)" || { echo 'make run needs a file: make run EXPERIMENT=experiments/vae_mnist.yaml'; exit 2; }
	@$(ETCH) run $(EXPERIMENT) --data $(DATA) --out $(OUT) $(ARGS)

sweep: build ## runs all trials of a sweep: make -j2 sweep SWEEP=experiments/sweeps/latent.yaml
	@test -n "$(SWEEP)" || { echo 'make sweep needs a file: make sweep SWEEP=experiments/sweeps/latent.yaml'; exit 2; }
	@mkdir -p $(OUT)/sweeps
	@$(ETCH) sweep $(SWEEP) --make --data $(DATA) --out $(OUT) > $(OUT)/sweeps/rules-$(notdir $(SWEEP:.yaml=)).mk
	+@$(MAKE) --no-print-directory -f $(OUT)/sweeps/rules-$(notdir $(SWEEP:.yaml=)).mk ETCH=$(ETCH)

lint: build ## checks the format of every Swift file and experiment
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift
	$(ETCH) fmt --check experiments

format: ## formats every Swift file in place
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

schema: build ## writes the JSON Schemas of schemas/ anew
	$(ETCH) schema

# Packages are for Linux.
STATIC := .build/static
PACKAGES := .build/packages
static: build
	@Packaging/build $(STATIC) >/dev/null

dist: static ## makes .build/packages/etch-VERSION-linux-ARCH.tar.gz, which needs no Swift, and .tar.zst where zstd is
	@name=etch-$$($(STATIC)/etch --version)-linux-$$(uname -m); \
	rm -rf $(PACKAGES)/$$name && mkdir -p $(PACKAGES) && \
	Packaging/tree $(STATIC)/etch $(PACKAGES)/$$name archive && \
	for kind in gz $$(command -v zstd >/dev/null && echo zst); do \
	  Packaging/archive $(PACKAGES)/$$name $(PACKAGES)/$$name.tar.$$kind && echo $(PACKAGES)/$$name.tar.$$kind || exit 1; \
	done && rm -rf $(PACKAGES)/$$name

deb: static ## makes .build/packages/etch_VERSION_ARCH.deb of the same program
	@Packaging/deb $(STATIC)/etch $(PACKAGES)

ENGINE ?= docker
image: dist ## makes the container image 'etch' of that archive: make image ENGINE=podman
	@name=etch-$$($(STATIC)/etch --version)-linux-$$(uname -m); \
	$(ENGINE) build --file Packaging/Containerfile --build-arg ARCHIVE=$$name --tag etch $(PACKAGES)

clean: ## removes what was built (runs in outputs/ stay)
	rm -rf .build
