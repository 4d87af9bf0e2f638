package series

import (
	"regexp"
	"slices"

	"lianban/internal/base/db"
	"lianban/internal/base/errs"
	"lianban/internal/base/text"
)

var (
	letters = regexp.MustCompile(`^[A-Z]{0,2}$`)
	// outage is the first letter of the numbers that a kiosk gives while the server is away.
	outage = byte('K')
)

// Bounds of a group.
const (
	mostName    = 20
	mostCeiling = 9999
)

// fits refuses a group that cannot be; all faults at once.
func (s *Service) fits(tx *db.Tx, g Group) error {
	all, err := List(tx)
	if err != nil {
		return err
	}
	hall, err := s.Directory.Hall(tx)
	if err != nil {
		return err
	}
	var faults []errs.Fault
	fault := func(field, key string, args ...any) {
		faults = append(faults, errs.Fault{Field: field, Text: text.M(key, args...)})
	}
	if n := len([]rune(g.Name)); n == 0 || n > mostName {
		fault("name", "queue.group.no_name", "n", mostName)
	}
	if g.Ceiling < 0 || g.Ceiling > mostCeiling {
		fault("ceiling", "queue.group.no_ceiling", "n", mostCeiling)
	}
	if len(g.Items) == 0 {
		fault("items", "queue.group.no_items")
	}
	if !letters.MatchString(g.Prefix) || g.Prefix != "" && g.Prefix[0] == outage {
		fault("prefix", "queue.group.no_prefix")
	}
	for _, z := range hall.Zones {
		if z.Prefix == g.Prefix {
			fault("prefix", "queue.group.prefix_taken", "prefix", g.Prefix, "by", z.Name)
		}
	}
	for _, o := range all {
		if o.ID == g.ID {
			continue
		}
		if o.Prefix != "" && o.Prefix == g.Prefix {
			fault("prefix", "queue.group.prefix_taken", "prefix", g.Prefix, "by", o.Name)
		}
		for _, item := range g.Items {
			if slices.Contains(o.Items, item) {
				name, _ := s.Item(tx, item)
				fault("items", "queue.group.item_taken", "item", name, "by", o.Name)
			}
		}
	}
	if g.ID != 0 && !slices.ContainsFunc(all, func(o Group) bool { return o.ID == g.ID }) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	if faults == nil {
		return nil
	}
	return errs.New(errs.Invalid, "queue.group.unfit").With(faults...)
}
