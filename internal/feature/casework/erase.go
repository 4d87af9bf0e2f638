package casework

import (
	"strings"

	"lianban/internal/base/db"
)

var qOfApplicant = db.Q("casework.of_applicant", `select `+caseColumns+` from casework_case
	where centre_id = $1 and applicant_index = $2 order by id`)

// OfApplicant lists the cases of whoever has that document number.
func (s *Service) OfApplicant(tx *db.Tx, number string) ([]Case, error) {
	return db.Rows(tx, qOfApplicant, scanCase, tx.Centre, s.Index("case.applicant", strings.ToUpper(number)))
}
