package people

import (
	"fmt"

	"lianban/internal/base/db"
	"lianban/internal/core/directory"
)

// Verify tells which invariants of the people do not hold, each as a sentence; none when all do.
func Verify(tx *db.Tx) (out []string, err error) {
	hall, err := (&directory.Service{}).Fresh(tx)
	if err != nil {
		return nil, err
	}
	all, err := List(tx)
	if err != nil {
		return nil, err
	}
	known := make(map[int64]bool, len(all))
	for _, p := range all {
		known[p.ID] = true
		if _, ok := hall.Department(p.Department); !ok && p.Department != 0 {
			out = append(out, fmt.Sprintf("I12: person %d is of department %d, which the centre does not have", p.ID, p.Department))
		}
		if (p.IDNumber == "") != (p.IDIndex == "") {
			out = append(out, fmt.Sprintf("I6: the ID number of person %d and its index do not stand together", p.ID))
		}
	}
	for _, post := range hall.AllPosts() {
		if !known[post.Person] {
			out = append(out, fmt.Sprintf("I12: window %d has person %d in post %s, whom the centre does not have", post.Window,
				post.Person, post.Post))
		}
	}
	return out, nil
}
