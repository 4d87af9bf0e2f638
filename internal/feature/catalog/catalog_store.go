package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"lianban/internal/base/db"
	"lianban/internal/feature/catalog/find"
)

const itemColumns = `id, code, name, main, department_id, department_name, department_code, kind, national, level, mode,
	mode_reason, mode_document, mode_day, tolerance, source, guide_id, added_at, changed_at`

const versionColumns = `id, item_id, version, state, body, digest, drafted_at, drafted_by, published_at, superseded_at,
	declared_by, declared_name, confirmed_at, confirmed_by, confirmed_url, confirmed_digest`

var (
	qItem = db.Q("catalog.item", `select `+itemColumns+` from catalog_item where centre_id = $1 and id = $2`)
	qLock = db.Q("catalog.lock_item", `select `+itemColumns+` from catalog_item
		where centre_id = $1 and id = $2 @lock`)
	qItemByCode = db.Q("catalog.item_by_code", `select `+itemColumns+` from catalog_item
		where centre_id = $1 and code = $2`)
	qItems   = db.Q("catalog.items", `select `+itemColumns+` from catalog_item where centre_id = $1 order by id`)
	qPutItem = db.Q("catalog.put_item", `insert into catalog_item (centre_id, id, code, name, main, department_id,
		department_name, department_code, kind, national, level, mode, mode_reason, mode_document, mode_day, tolerance,
		source, guide_id, added_at, changed_at, folded) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
		$14, $15, $16, $17, $18, $19, $20, $21)`)
	// The expected change stands in the where: who changed it in between wins, the other reads again.
	qSetItem = db.Q("catalog.set_item", `update catalog_item set name = $4, main = $5, department_id = $6,
		department_name = $7, department_code = $8, kind = $9, national = $10, level = $11, changed_at = $12, folded = $13
		where centre_id = $1 and id = $2 and changed_at = $3`)
	qSetGuide = db.Q("catalog.set_guide", `update catalog_item set guide_id = $3, changed_at = $4
		where centre_id = $1 and id = $2`)

	qVersion = db.Q("catalog.version", `select `+versionColumns+` from catalog_guide where centre_id = $1 and id = $2`)
	qInForce = db.Q("catalog.in_force", `select `+versionColumns+` from catalog_guide
		where centre_id = $1 and item_id = $2 and published_at > 0 and published_at <= $3
		and (superseded_at = 0 or superseded_at > $3) order by version desc limit 1`)
	qVersions = db.Q("catalog.versions", `select `+versionColumns+` from catalog_guide
		where centre_id = $1 and item_id = $2 order by version desc`)
	qPublished = db.Q("catalog.published", `select `+versionColumns+` from catalog_guide
		where centre_id = $1 and state = 'published'`)
	qPutVersion = db.Q("catalog.put_version", `insert into catalog_guide (centre_id, id, item_id, version, state, body,
		digest, drafted_at, drafted_by, published_at, declared_by, declared_name, superseded_at, confirmed_at, confirmed_by,
		confirmed_url, confirmed_digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, '', '', '')`)
	qRedraft = db.Q("catalog.redraft", `update catalog_guide set body = $3, digest = $4, drafted_at = $5, drafted_by = $6
		where centre_id = $1 and id = $2 and state = 'draft'`)
	qSupersede = db.Q("catalog.supersede", `update catalog_guide set state = 'superseded', superseded_at = $3
		where centre_id = $1 and item_id = $2 and state = 'published'`)
	qPublish = db.Q("catalog.publish", `update catalog_guide set state = 'published', published_at = $3, declared_by = $4,
		declared_name = $5 where centre_id = $1 and id = $2 and state = 'draft'`)
)

func scanItem(row db.Scan) (i Item, err error) {
	err = row(&i.ID, &i.Code, &i.Name, &i.Main, &i.Department, &i.DepartmentName, &i.DepartmentCode, &i.Kind, &i.National,
		&i.Level, &i.Mode, &i.Reason, &i.Document, &i.Since, &i.Tolerance, &i.Source, &i.Guide, &i.Added, &i.Changed)
	return i, err
}

func scanVersion(row db.Scan) (v Version, err error) {
	var body []byte
	if err = row(&v.ID, &v.Item, &v.No, &v.State, &body, &v.Digest, &v.Drafted, &v.DraftedBy, &v.Published, &v.Superseded,
		&v.Declared.Person, &v.Declared.Name, &v.Confirmed.At, &v.Confirmed.By, &v.Confirmed.URL,
		&v.Confirmed.Digest); err != nil {
		return v, err
	}
	return v, json.Unmarshal(body, &v.Guide)
}

func putItem(tx *db.Tx, i Item) error {
	return tx.Must1(qPutItem, tx.Centre, i.ID, i.Code, i.Name, i.Main, i.Department, i.DepartmentName, i.DepartmentCode,
		i.Kind, i.National, i.Level, i.Mode, i.Reason, i.Document, i.Since, i.Tolerance, i.Source, i.Guide, i.Added,
		i.Changed, foldItem(i))
}

// setItem writes what an import may change, if the item is still as it was read.
func setItem(tx *db.Tx, old, i Item) error {
	return tx.Must1(qSetItem, tx.Centre, i.ID, old.Changed, i.Name, i.Main, i.Department, i.DepartmentName,
		i.DepartmentCode, i.Kind, i.National, i.Level, tx.Now, foldItem(i))
}

func putVersion(tx *db.Tx, v Version) error {
	body, digest, err := seal(v.Guide)
	if err != nil {
		return err
	}
	return tx.Must1(qPutVersion, tx.Centre, v.ID, v.Item, v.No, v.State, body, digest, v.Drafted, v.DraftedBy, v.Published,
		v.Declared.Person, v.Declared.Name)
}

// seal writes the body and its digest. The digest is of our own writing of it: a jsonb column keeps the order of no key.
func seal(g Guide) (body, digest string, err error) {
	raw, err := json.Marshal(g)
	sum := sha256.Sum256(raw)
	return string(raw), hex.EncodeToString(sum[:]), err
}

// foldItem is what lists search: everything in the row that people might type.
func foldItem(i Item) string {
	return find.Fold(i.Name) + " " + find.Fold(i.Main) + " " + find.Fold(i.DepartmentName) + " " + find.Fold(i.Code)
}
