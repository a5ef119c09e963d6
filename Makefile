# The only front door. "make" alone lists what there is.

.POSIX:
.SILENT:
.PHONY: help run test anytime check lock diagram vendor compress bench scale crash fuzz pictures clean

help: ## List these targets
	awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Start MARS with a fictional partnership; Ctrl-C stops it
	sh maintain/environment.sh run
	exec .venv/bin/python -m mars demo

test: ## Install what the tests need and run all of them
	sh maintain/environment.sh dev
	sh maintain/test.sh

anytime: ## Run all tests at awkward moments: at night, at New Year, as the clocks change; MOMENT=christmas
	sh maintain/environment.sh dev
	.venv/bin/python -m maintain.anytime $(MOMENT)

check: ## Format, lint, types, import contracts, templates
	sh maintain/environment.sh dev
	sh maintain/check.sh

lock: ## Choose and lock the newest allowed versions (needs uv)
	sh maintain/lock.sh

diagram: ## Write the workflow into the README and the policy into the threat model
	sh maintain/environment.sh dev
	.venv/bin/python -m maintain.diagram
	.venv/bin/python -m maintain.policy

vendor: ## Fetch and build the vendored style sheet and scripts (needs npm)
	sh maintain/environment.sh dev
	.venv/bin/python -m maintain.vendor

compress: ## Compress the static files anew, after one of them was changed
	sh maintain/environment.sh run
	.venv/bin/python -m whitenoise.compress --quiet mars/static json txt svg png br gz

bench: ## Measure how quick the main pages and the letters are
	sh maintain/environment.sh dev
	.venv/bin/python -m bench
	.venv/bin/python -m bench.post
	.venv/bin/python -m bench.guards
	.venv/bin/python -m bench.audit
	.venv/bin/python -m bench.keys

scale: ## Time pages and jobs at a thousand supervisions and at N=100000
	sh maintain/environment.sh dev
	.venv/bin/python -m bench.scale $(N)

crash: ## Kill the sender at each of its steps and at random, and count letters
	sh maintain/environment.sh dev
	.venv/bin/python -m bench.crash

fuzz: ## Send hostile requests and judge the answers; N=1000000 for so many
	sh maintain/environment.sh dev
	.venv/bin/python -m bench.fuzz $(N)

pictures: ## Make the README's pictures of the main pages
	sh maintain/environment.sh dev
	.venv/bin/python -m maintain.pictures

clean: ## Remove the environment, caches and the demonstration's data
	sh maintain/clean.sh
