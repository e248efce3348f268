# Proli: what can be done here. `make` alone prints this list.
SHELL := /bin/bash
GO    ?= go
TOOLS := .proli/tools

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: dev
dev: ## the whole system on this machine (ARGS="-webhook 127.0.0.1:9001" changes an address)
	@$(GO) run ./scripts/dev $(ARGS)

.PHONY: test
test: ## every test, on a real MongoDB and Redis that it fetches and starts (ARGS="-run Story")
	$(GO) run ./scripts/withservers -- $(GO) test -shuffle=on -timeout 15m $(ARGS) ./scripts/acceptance ./... # the longest first

.PHONY: check
check: format vet lint race vulnerabilities ## format, vet, lint, the tests with -race, known vulnerabilities

.PHONY: format
format: ## no file is formatted otherwise than gofmt does
	@files=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$files" ]; then echo "not formatted (gofmt -w mends it):"; echo "$$files"; exit 1; fi

.PHONY: vet
vet: ## go vet
	$(GO) vet ./...

.PHONY: lint
lint: $(TOOLS)/golangci-lint ## golangci-lint, as .golangci.yml asks
	$(TOOLS)/golangci-lint run

.PHONY: race
race: ## the tests with the race detector, the long ones short; but those whose subject is another process, built without it
	$(GO) run ./scripts/withservers -- $(GO) test -race -short -shuffle=on -timeout 15m $(ARGS) \
		$$($(GO) list ./... | grep -vE '/scripts/(acceptance|bench|browser|pack|soak|years|guard)$$')

.PHONY: vulnerabilities
vulnerabilities: $(TOOLS)/govulncheck ## govulncheck, where its database can be reached
	@if curl -fsS --max-time 10 -o /dev/null https://vuln.go.dev/index/db.json 2>/dev/null; then $(TOOLS)/govulncheck ./...; \
	else echo "govulncheck: skipped, its database https://vuln.go.dev cannot be reached from here"; fi

.PHONY: package
package: ## one zip for each function, in .proli/dist (ARGS="triage" for one)
	@$(GO) run ./scripts/pack $(ARGS)

.PHONY: image
image: ## the image of the dashboard and of ops, built and pushed; prints its digest (REPOSITORY=…/admin)
	@terraform/image.sh

.PHONY: deploy
deploy: ## package, plan, ask, apply; the database is migrated before the functions change (ENV=dev)
	@terraform/deploy.sh "$(ENV)"

.PHONY: check-terraform
check-terraform: $(TOOLS)/tflint ## terraform: format, tflint, validate, tests with mocked providers
	@terraform/check.sh

$(TOOLS)/golangci-lint $(TOOLS)/govulncheck $(TOOLS)/tflint: scripts/tools/go.mod scripts/tools/go.sum
	@mkdir -p $(TOOLS)
	cd scripts/tools && $(GO) build -o ../../$(TOOLS)/ tool

.PHONY: run
run: ## one function by itself against the stand-ins of make dev (FUNCTION=triage)
	@test -n "$(FUNCTION)" || { echo "which one? make run FUNCTION=triage"; exit 2; }
	@$(GO) run ./scripts/run -function $(FUNCTION)

.PHONY: screenshots
screenshots: ## pictures: the phones page in docs/, every page of the dashboard in both languages, themes and widths in .proli/screenshots
	PROLI_SCREENSHOTS=$(CURDIR)/docs $(GO) run ./scripts/withservers -- $(GO) test -count=1 -run Screenshot ./scripts/acceptance
	@mkdir -p .proli/screenshots
	PROLI_SCREENSHOTS=$(CURDIR)/.proli/screenshots $(GO) run ./scripts/withservers -- $(GO) test -count=1 -timeout 15m -run Pictures ./scripts/browser
	@echo "see .proli/screenshots"

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME each (default 10s)
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-10s} $$p || exit 1; done; done

.PHONY: chaos
chaos: ## try to break the calendar with kills at random instants (ARGS="-d 60s -seed 1 -algorithm naive")
	@mkdir -p $(TOOLS) && $(GO) build -o $(TOOLS)/chaos ./scripts/chaos && $(TOOLS)/chaos $(ARGS)

.PHONY: soak
soak: ## messages among kills, outages and time-outs, and a checker of what came of them (ARGS="-d 60s -seed 1", ARGS=-whole, ARGS="-break inbox")
	@mkdir -p $(TOOLS) && $(GO) build -o $(TOOLS)/soak ./scripts/soak && $(TOOLS)/soak $(ARGS)

.PHONY: soak-broken
soak-broken: ## takes one design after the other out of the product, and expects the soak to see it
	PROLI_SOAK=all $(GO) test -count=1 -timeout 15m -v -run BrokenDesigns ./scripts/soak

.PHONY: bench
bench: ## how fast it is, beside the plainest thing in its place (ARGS="-short", ARGS="-only routing")
	@$(GO) run ./scripts/bench $(ARGS)

.PHONY: talk
talk: ## two hundred scripted conversations, and which of them end with the right appointment (ARGS="-short", ARGS="-file mine.txt")
	@$(GO) run ./scripts/talk $(ARGS)

.PHONY: years
years: ## three years of appointments: every reminder, agenda and digest once, at its Israeli minute (ARGS="-days 21 -appointments 120")
	@$(GO) run ./scripts/years $(ARGS)

.PHONY: month
month: ## thirty days of leads: limits kept, equals treated as equals (ARGS="-seed 2 -leads 10000")
	@$(GO) run ./scripts/month $(ARGS)

.PHONY: hostile
hostile: ## a model that lies and customers that make it; what left is compared with the truth (ARGS="-turns 300 -seed 2", ARGS="-gate=false")
	@$(GO) run ./scripts/hostile $(ARGS)

.PHONY: notices
notices: ## all that Proli says on WhatsApp, in both languages, filled in (ARGS="-only booking.", ARGS="-html notices.html" draws them)
	@$(GO) run ./scripts/notices $(ARGS)

.PHONY: faults
faults: ## every fault on the real processes: killed at each step, gateway and models misbehaving, databases gone
	PROLI_FAULTS=all $(GO) run ./scripts/withservers -- $(GO) test -count=1 -timeout 25m -v -run Fault ./scripts/acceptance

.PHONY: drills
drills: ## thirty minutes each without the model, Redis, MongoDB, the gateway, the account, and how long it takes to be done with them
	@set -o pipefail; $(GO) run ./scripts/withservers -- $(GO) test -count=1 -v -run Drill ./scripts/acceptance 2>&1 | grep -E ' away for |^--- |^(ok|FAIL)'

.PHONY: clean-dev
clean-dev: ## remove the data of make dev (what was fetched stays)
	@rm -rf $${PROLI_HOME:-.proli}/data && echo "data removed"
