package casework

import (
	"encoding/json"
	"lianban/internal/feature/casework/applicant"
)

// seal encrypts the applicant for the row of that case.
func (s *Service) seal(context string, a applicant.Applicant) (string, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	return s.Seal(context, string(raw))
}

// applicant opens who applied. What comes out is shown masked, or to whoever gave a reason.
func (s *Service) applicant(c Case) (a applicant.Applicant, err error) {
	if c.sealed == "" {
		return a, nil // erased
	}
	plain, err := s.Open(c.context(), c.sealed)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(plain), &a)
}

func (c Case) context() string { return "casework.case:" + c.Token }

// Masked gives who applied as it may be shown.
func (s *Service) Masked(c Case) (applicant.Applicant, error) {
	a, err := s.applicant(c)
	return a.Masked(), err
}
