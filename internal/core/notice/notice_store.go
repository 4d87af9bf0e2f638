package notice

import (
	"encoding/json"
	"fmt"

	"lianban/internal/base/db"
)

const columns = `n.id, n.key, n.title, n.body, n.path, n.article, n.at`

// told is what an audience was told since an instant, and whether a person has read it.
const told = `from notice_notice n left join notice_read r
	on r.centre_id = $1 and n.centre_id = r.centre_id and r.notice_id = n.id and r.person_id = $4
	where n.centre_id = $1 and n.audience = $2 and n.at >= $3`

// atOnce is how many audiences qUnread counts.
const atOnce = 3

// slice is how many rows one transaction removes at most.
const slice = 500

var (
	qPut = db.Q("notice.put", `insert into notice_notice (centre_id, id, key, audience, title, body, path, article, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (centre_id, key, audience) where key <> '' do nothing`)
	qList = db.Q("notice.list", `select `+columns+`, r.person_id is not null `+told+`
		and (not cast($5 as boolean) or r.person_id is null) and (cast($6 as bigint) = 0 or n.id < cast($6 as bigint))
		order by n.id desc limit $7`)
	qOne    = db.Q("notice.one", `select `+columns+`, r.person_id is not null `+told+` and n.id = $5`)
	qUnread = db.Q("notice.unread", `select count(*) from notice_notice n left join notice_read r
		on r.centre_id = $1 and n.centre_id = r.centre_id and r.notice_id = n.id and r.person_id = $2
		where n.centre_id = $1 and r.person_id is null and n.audience in ($3, $5, $7)
		and (n.audience = $3 and n.at >= $4 or n.audience = $5 and n.at >= $6 or n.audience = $7 and n.at >= $8)`)
	qNote = db.Q("notice.note", `insert into notice_read (centre_id, notice_id, person_id, at) values ($1, $2, $3, $4)
		on conflict (centre_id, notice_id, person_id) do nothing`)
	qClean = db.Q("notice.clean", `delete from notice_notice where centre_id = $1 and id in (select id from notice_notice
		where centre_id = $1 and at < $2 order by id limit $3)`)
	qCleanRead = db.Q("notice.clean_read", `delete from notice_read where centre_id = $1 and notice_id in (select id
		from notice_notice where centre_id = $1 and at < $2 order by id limit $3)`)
	qOrphan = db.Q("notice.orphan", `select r.notice_id from notice_read r left join notice_notice n
		on n.centre_id = $1 and n.centre_id = r.centre_id and n.id = r.notice_id
		where r.centre_id = $1 and n.id is null order by r.notice_id limit 20`)
)

func scan(row db.Scan) (n Notice, err error) {
	var title, body string
	if err = row(&n.ID, &n.Key, &title, &body, &n.Path, &n.Article, &n.At, &n.Read); err != nil {
		return n, err
	}
	if err = json.Unmarshal([]byte(title), &n.Title); err == nil {
		err = json.Unmarshal([]byte(body), &n.Text)
	}
	return n, err
}

func put(tx *db.Tx, audience string, n Notice) (bool, error) {
	title, err := json.Marshal(n.Title)
	if err != nil {
		return false, err
	}
	body, err := json.Marshal(n.Text)
	if err != nil {
		return false, err
	}
	rows, err := tx.Exec(qPut, tx.Centre, tx.NewID(), n.Key, audience, string(title), string(body), n.Path, n.Article, tx.Now)
	return rows == 1, err
}

// Verify tells what of the inboxes contradicts itself.
func Verify(tx *db.Tx) ([]string, error) {
	all, err := db.Rows(tx, qOrphan, db.Value[int64], tx.Centre)
	var wrong []string
	for _, id := range all {
		wrong = append(wrong, fmt.Sprintf("I6: notice %d was read and is not there", id))
	}
	return wrong, err
}
