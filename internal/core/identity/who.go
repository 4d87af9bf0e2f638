package identity

import (
	"fmt"
	"strconv"
	"strings"

	"lianban/internal/base/db"
	"lianban/internal/core/people"
)

// Who gives the names behind the references that stand in ledger entries, such as "account:7": people and machines. What
// is neither, or is not of this centre, is left out.
func Who(tx *db.Tx, refs []string) (map[string]string, error) {
	out := map[string]string{}
	accounts, devices := idsOf(refs, "account:"), idsOf(refs, "device:")
	if len(accounts) > 0 {
		all, err := db.Rows(tx, qPersons, scanPair, tx.Centre, db.Ints(accounts))
		if err != nil {
			return nil, err
		}
		ids := make([]int64, 0, len(all))
		for _, p := range all {
			ids = append(ids, p.b)
		}
		names, err := people.Names(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			out[fmt.Sprintf("account:%d", p.a)] = names[p.b]
		}
	}
	if len(devices) > 0 {
		all, err := db.Rows(tx, qDeviceNames, scanNamed, tx.Centre, db.Ints(devices))
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			out[fmt.Sprintf("device:%d", d.id)] = d.name
		}
	}
	return out, nil
}

// Refs finds the references of people and machines by what somebody types: a login, a part of a name, or the reference.
func Refs(tx *db.Tx, word string) (out []string, err error) {
	word = strings.ToLower(strings.TrimSpace(word))
	if word == "" || strings.Contains(word, ":") || word == "visitor" {
		return []string{word}, nil
	}
	accounts, err := db.Rows(tx, qAccounts, scanAccount, tx.Centre)
	if err != nil {
		return nil, err
	}
	staff, err := people.List(tx)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, p := range staff {
		names[p.ID] = strings.ToLower(p.Name)
	}
	for _, a := range accounts {
		if a.Login == word || strings.Contains(names[a.Person], word) {
			out = append(out, fmt.Sprintf("account:%d", a.ID))
		}
	}
	devices, err := db.Rows(tx, qDevices, scanDevice, tx.Centre)
	for _, d := range devices {
		if strings.Contains(strings.ToLower(d.Name), word) {
			out = append(out, fmt.Sprintf("device:%d", d.ID))
		}
	}
	return out, err
}

type pair struct{ a, b int64 }

func scanPair(row db.Scan) (p pair, err error) {
	err = row(&p.a, &p.b)
	return p, err
}

type named struct {
	id   int64
	name string
}

func scanNamed(row db.Scan) (n named, err error) {
	err = row(&n.id, &n.name)
	return n, err
}

func idsOf(refs []string, prefix string) (ids []int64) {
	for _, r := range refs {
		if rest, ok := strings.CutPrefix(r, prefix); ok {
			if n, err := strconv.ParseInt(rest, 10, 64); err == nil {
				ids = append(ids, n)
			}
		}
	}
	return ids
}
