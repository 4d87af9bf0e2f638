package file

import "lianban/internal/base/db"

const columns = `id, subject_kind, subject_id, field, name, type, size, hash, warning, actor, person_id, at`

var (
	qPut = db.Q("file.put", `insert into file_attachment (centre_id, id, subject_kind, subject_id, field, name, type, size, hash,
		warning, actor, person_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	qFind = db.Q("file.find", `select `+columns+` from file_attachment where centre_id = $1 and id = $2`)
	qOf   = db.Q("file.of", `select `+columns+` from file_attachment where centre_id = $1 and subject_kind = $2
		and subject_id = $3 order by id`)
	qDrop = db.Q("file.drop", `delete from file_attachment where centre_id = $1 and id = $2`)
	qUses = db.Q("file.uses", `select count(*) from file_attachment where centre_id = $1 and hash = $2`)
	qPage = db.Q("file.page", `select `+columns+` from file_attachment where centre_id = $1 and id > $2 order by id limit 500`)

	qIncident = db.Q("file.incident", `insert into file_incident (centre_id, id, subject_kind, subject_id, mark, place, hash, size,
		actor, person_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (centre_id, actor, hash, subject_kind, subject_id) do nothing`)
	qIncidents = db.Q("file.incidents", `select id, subject_kind, subject_id, mark, place, hash, size, actor, person_id, at
		from file_incident where centre_id = $1 and (cast($2 as bigint) = 0 or id < $2) order by id desc limit $3`)
)

func scan(row db.Scan) (a Attachment, err error) {
	err = row(&a.ID, &a.Subject.Kind, &a.Subject.ID, &a.Field, &a.Name, &a.Type, &a.Size, &a.Hash, &a.Warning, &a.By, &a.Person,
		&a.At)
	return a, err
}

func scanIncident(row db.Scan) (i Incident, err error) {
	err = row(&i.ID, &i.Subject.Kind, &i.Subject.ID, &i.Mark, &i.Place, &i.Hash, &i.Size, &i.By, &i.Person, &i.At)
	return i, err
}
