#!/usr/bin/env bash
# Prints the path of a Chromium that can write Chinese, installing Debian's packages where it may:
# LIANBAN_CHROMIUM=$(scripts/browser.sh). Exit code 3: there is none and none may be installed.
source "$(dirname "$0")/ground.sh"

find_browser() {
	local b
	for b in "${LIANBAN_CHROMIUM:-}" chromium chromium-browser google-chrome; do
		[ -n "$b" ] && command -v "$b" && return
	done
	return 1
}

has_chinese() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; }

find_browser >/dev/null || install chromium fonts-noto-cjk fontconfig >&2 || exit 3
has_chinese || install fonts-noto-cjk fontconfig >&2 || exit 3
find_browser || exit 3
