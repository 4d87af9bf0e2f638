package identity

import "lianban/internal/base/db"

var (
	qPutAccount = db.Q("identity.put_account", `insert into identity_account (centre_id, id, person_id, login, password,
		active, failed, locked_until, created_at, password_at) values ($1, $2, $3, $4, $5, true, 0, 0, $6, $6)`)
	qAccount = db.Q("identity.account", `select id, person_id, login, password, active, failed, locked_until, password_at
		from identity_account where centre_id = $1 and id = $2`)
	qAccountByLogin = db.Q("identity.account_by_login", `select id, person_id, login, password, active, failed,
		locked_until, password_at from identity_account where centre_id = $1 and login = $2 @lock`)
	qAccounts = db.Q("identity.accounts", `select id, person_id, login, password, active, failed, locked_until,
		password_at from identity_account where centre_id = $1 order by login`)
	qTried = db.Q("identity.tried", `update identity_account set failed = $3, locked_until = $4
		where centre_id = $1 and id = $2`)
	qPassed = db.Q("identity.passed", `update identity_account set failed = 0, locked_until = 0
		where centre_id = $1 and id = $2 and active`)

	qSetActive = db.Q("identity.set_active", `update identity_account set active = $3, failed = 0, locked_until = 0
		where centre_id = $1 and id = $2`)
	qSetPassword = db.Q("identity.set_password", `update identity_account set password = $3, password_at = $4, failed = 0,
		locked_until = 0 where centre_id = $1 and id = $2`)

	qPutRole = db.Q("identity.put_role", `insert into identity_role (centre_id, account_id, role, department_id, from_at,
		until_at) values ($1, $2, $3, $4, $5, $6)`)
	qEndRoles = db.Q("identity.end_roles", `update identity_role set until_at = $3
		where centre_id = $1 and account_id = $2 and (until_at = 0 or until_at > $3)`)
	qRoles = db.Q("identity.roles", `select role, department_id, from_at, until_at from identity_role
		where centre_id = $1 and account_id = $2 and (until_at = 0 or until_at > $3) order by from_at, role`)

	qPutSession = db.Q("identity.put_session", `insert into identity_session (centre_id, id, account_id, token_hash,
		device, address, created_at, seen_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`)
	qSession = db.Q("identity.session", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and token_hash = $2`)
	qSessionByID = db.Q("identity.session_by_id", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and id = $2`)
	qSessions = db.Q("identity.sessions", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and account_id = $2 and ends_at > $3 order by seen_at desc`)
	qSeen        = db.Q("identity.seen", `update identity_session set seen_at = $3 where centre_id = $1 and id = $2`)
	qEndSessions = db.Q("identity.end_sessions", `delete from identity_session
		where centre_id = $1 and account_id = $2 and id <> $3`)
	qEndSession = db.Q("identity.end_session", `delete from identity_session where centre_id = $1 and id = $2`)

	qPutDevice = db.Q("identity.put_device", `insert into identity_device (centre_id, id, duty, name, window_id, zone_id,
		token_hash, created_at, seen_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)`)
	qDevice = db.Q("identity.device", `select id, duty, name, window_id, zone_id, created_at, seen_at, ended_at
		from identity_device where centre_id = $1 and token_hash = $2 and ended_at = 0`)
	qDevices = db.Q("identity.devices", `select id, duty, name, window_id, zone_id, created_at, seen_at, ended_at
		from identity_device where centre_id = $1 order by ended_at, duty, name`)
	qEndDevice = db.Q("identity.end_device", `update identity_device set ended_at = $3
		where centre_id = $1 and id = $2 and ended_at = 0`)
)

func scanAccount(row db.Scan) (a Account, err error) {
	err = row(&a.ID, &a.Person, &a.Login, &a.Password, &a.Active, &a.Failed, &a.Locked, &a.Changed)
	return a, err
}

func scanGrant(row db.Scan) (g Grant, err error) {
	err = row(&g.Role, &g.Department, &g.From, &g.Until)
	return g, err
}

func scanSession(row db.Scan) (s Session, err error) {
	err = row(&s.ID, &s.Account, &s.Device, &s.Address, &s.Created, &s.Seen, &s.Ends)
	return s, err
}

func scanDevice(row db.Scan) (d Device, err error) {
	err = row(&d.ID, &d.Duty, &d.Name, &d.Window, &d.Zone, &d.Created, &d.Seen, &d.Ended)
	return d, err
}
