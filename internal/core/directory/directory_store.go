package directory

import "lianban/internal/base/db"

var (
	// Across the centres: who there is.
	qCentres = db.Q("directory.centres", `select centre_id, code, name, short, rulebook from directory_centre
		order by centre_id`)
	qCentre = db.Q("directory.centre", `select centre_id, code, name, short, rulebook from directory_centre
		where centre_id = $1`)
	qDepartments = db.Q("directory.departments", `select id, code, name, short, level, from_at, until_at
		from directory_department where centre_id = $1 order by id`)
	qZones = db.Q("directory.zones", `select id, prefix, name, place, icon, hint, sort from directory_zone
		where centre_id = $1 order by sort, id`)
	qWindows = db.Q("directory.windows", `select id, zone_id, department_id, no, name, short, from_at, until_at
		from directory_window where centre_id = $1 order by no, id`)
	qServices = db.Q("directory.services", `select window_id, item_id, from_at, until_at from directory_service
		where centre_id = $1 order by window_id, item_id, from_at`)
	qPosts = db.Q("directory.posts", `select window_id, person_id, post, from_at, until_at from directory_post
		where centre_id = $1 order by window_id, post, person_id, from_at`)

	qPutCentre = db.Q("directory.put_centre", `insert into directory_centre (centre_id, code, name, short, rulebook)
		values ($1, $2, $3, $4, $5)`)
	qPutDepartment = db.Q("directory.put_department", `insert into directory_department
		(centre_id, id, code, name, short, level, from_at, until_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qPutZone = db.Q("directory.put_zone", `insert into directory_zone
		(centre_id, id, prefix, name, place, icon, hint, sort) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qPutWindow = db.Q("directory.put_window", `insert into directory_window
		(centre_id, id, zone_id, department_id, no, name, short, from_at, until_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qPutService = db.Q("directory.put_service", `insert into directory_service
		(centre_id, window_id, item_id, from_at, until_at) values ($1, $2, $3, $4, $5)`)
	qPutPost = db.Q("directory.put_post", `insert into directory_post
		(centre_id, window_id, person_id, post, from_at, until_at) values ($1, $2, $3, $4, $5, $6)`)
)

func scanCentre(row db.Scan) (c Centre, err error) {
	err = row(&c.ID, &c.Code, &c.Name, &c.Short, &c.Rulebook)
	return c, err
}

func scanDepartment(row db.Scan) (d Department, err error) {
	err = row(&d.ID, &d.Code, &d.Name, &d.Short, &d.Level, &d.From, &d.Until)
	return d, err
}

func scanZone(row db.Scan) (z Zone, err error) {
	err = row(&z.ID, &z.Prefix, &z.Name, &z.Place, &z.Icon, &z.Hint, &z.Sort)
	return z, err
}

func scanWindow(row db.Scan) (w Window, err error) {
	err = row(&w.ID, &w.Zone, &w.Department, &w.No, &w.Name, &w.Short, &w.From, &w.Until)
	return w, err
}

func scanServing(row db.Scan) (v Serving, err error) {
	err = row(&v.Window, &v.Item, &v.From, &v.Until)
	return v, err
}

func scanPost(row db.Scan) (p Post, err error) {
	err = row(&p.Window, &p.Person, &p.Post, &p.From, &p.Until)
	return p, err
}

func putCentre(tx *db.Tx, c Centre) error {
	return tx.Must1(qPutCentre, tx.Centre, c.Code, c.Name, c.Short, c.Rulebook)
}

func putDepartment(tx *db.Tx, d Department) error {
	return tx.Must1(qPutDepartment, tx.Centre, d.ID, d.Code, d.Name, d.Short, d.Level, d.From, d.Until)
}

func putZone(tx *db.Tx, z Zone) error {
	return tx.Must1(qPutZone, tx.Centre, z.ID, z.Prefix, z.Name, z.Place, z.Icon, z.Hint, z.Sort)
}

func putWindow(tx *db.Tx, w Window) error {
	return tx.Must1(qPutWindow, tx.Centre, w.ID, w.Zone, w.Department, w.No, w.Name, w.Short, w.From, w.Until)
}

func putService(tx *db.Tx, v Serving) error {
	return tx.Must1(qPutService, tx.Centre, v.Window, v.Item, v.From, v.Until)
}

func putPost(tx *db.Tx, p Post) error {
	return tx.Must1(qPutPost, tx.Centre, p.Window, p.Person, p.Post, p.From, p.Until)
}
