// Package arch holds the house to its own rules: floors, budgets, table owners, SQL, clocks, templates, modules. It has
// tests only, each with a small wrong tree that it must catch. What a rule lets pass stands with its reason in
// docs/decisions.md, one machine-readable line each, or in a short list beside the rule.
package arch
