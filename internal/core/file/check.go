package file

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"lianban/internal/base/crypt"
	"lianban/internal/base/db"
)

// Verify tells what violates I8, as sentences: an attachment whose content is missing, or is not the one its digest names.
// It reads every content of the centre.
func (s *Service) Verify(tx *db.Tx) (out []string, err error) {
	for after := int64(0); ; {
		page, err := db.Rows(tx, qPage, scan, tx.Centre, after)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, a := range page {
			after = a.ID
			said, err := s.whole(tx, a)
			if err != nil {
				return out, err
			}
			if said != "" {
				out = append(out, fmt.Sprintf("I8: attachment %d %s", a.ID, said))
			}
		}
	}
}

// whole compares a content with its row.
func (s *Service) whole(tx *db.Tx, a Attachment) (said string, err error) {
	r, err := s.Blobs.Open(tx.Centre, a.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return "has no content", nil
	}
	if err != nil {
		return "", err
	}
	defer r.Close()
	suite := crypt.Intl
	if k := tx.Keys(); k != nil {
		suite = k.Suite()
	}
	h := suite.Hash()
	n, err := io.Copy(h, r)
	if err != nil {
		return "", err
	}
	if n != a.Size || hex.EncodeToString(h.Sum(nil)) != a.Hash {
		return "has another content than its digest names", nil
	}
	return "", nil
}
