# Thin names over cargo and scripts/. `make run` and `make test` install what they need and ask nothing.
.PHONY: help run test check bench fmt screenshots clean-data

help:
	@echo "make run          build (development profile), make the demonstration county, start on http://127.0.0.1:8080"
	@echo "make test         everything: lints, house rules, both databases, browser, foreign readers"
	@echo "make check        what to run before pushing: no browser, no PostgreSQL"
	@echo "make bench        figures of this machine"
	@echo "make fmt          format the code"
	@echo "make screenshots  pictures for the README"
	@echo "make clean-data   delete the demonstration data under data/"

run:
	@scripts/run.sh

test:
	@scripts/test.sh

check:
	@scripts/check.sh

bench:
	cargo build --release --package gongkai
	target/release/gongkai bench

fmt:
	cargo fmt --all

screenshots:
	@scripts/screenshots.sh

clean-data:
	rm -rf data
