package casework

import "lianban/internal/base/db"

var (
	qOnline = db.Q("casework.online", `select case_id, content from casework_online where centre_id = $1 and project_no = $2`)

	qPutOnline = db.Q("casework.put_online", `insert into casework_online (centre_id, project_no, case_id, content)
		values ($1, $2, $3, $4)`)
	qSetOnline = db.Q("casework.set_online", `update casework_online set content = $3 where centre_id = $1 and project_no = $2`)
	qAmend     = db.Q("casework.amend", `update casework_case set applicant = $3, applicant_index = $4, masked = $5,
		promised_n = $6, promised_unit = $7
		where centre_id = $1 and id = $2`)
	qForget  = db.Q("casework.forget", `update casework_online set content = '' where centre_id = $1 and case_id = $2`)
	qProject = db.Q("casework.project", `select project_no from casework_online where centre_id = $1 and case_id = $2`)
)

// known is what is known of a number of the platform.
type known struct {
	id      int64
	content string
}

func scanKnown(row db.Scan) (k known, err error) {
	err = row(&k.id, &k.content)
	return k, err
}
