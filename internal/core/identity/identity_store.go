package identity

import "lianban/internal/base/db"

const accountColumns = `id, person_id, login, password, active, renew, created_at, password_at, login_at`

var (
	qPutAccount = db.Q("identity.put_account", `insert into identity_account (centre_id, id, person_id, login, password,
		active, renew, created_at, password_at, login_at) values ($1, $2, $3, $4, $5, true, $6, $7, $7, 0)`)
	qAccount = db.Q("identity.account", `select `+accountColumns+` from identity_account
		where centre_id = $1 and id = $2`)
	qAccountByLogin = db.Q("identity.account_by_login", `select `+accountColumns+` from identity_account
		where centre_id = $1 and login = $2`)
	qAccountOfPerson = db.Q("identity.account_of_person", `select `+accountColumns+` from identity_account
		where centre_id = $1 and person_id = $2 and active`)
	qAccounts = db.Q("identity.accounts", `select `+accountColumns+` from identity_account
		where centre_id = $1 order by login`)
	qPersons = db.Q("identity.persons", `select id, person_id from identity_account
		where centre_id = $1 and id in @ints($2)`)
	qPassed = db.Q("identity.passed", `update identity_account set login_at = $4
		where centre_id = $1 and id = $2 and password = $3 and active`)
	qSetActive = db.Q("identity.set_active", `update identity_account set active = $3
		where centre_id = $1 and id = $2 and active <> $3`)
	qSetPassword = db.Q("identity.set_password", `update identity_account set password = $3, renew = $4, password_at = $5
		where centre_id = $1 and id = $2 and password = $6`)
	qPutFormer = db.Q("identity.put_former", `insert into identity_password (centre_id, id, account_id, hash)
		values ($1, $2, $3, $4)`)
	qFormer = db.Q("identity.former", `select hash from identity_password where centre_id = $1 and account_id = $2
		order by id desc limit $3`)

	// failed goes on growing in a lock: whoever finds more than the most was not admitted.
	qTry = db.Q("identity.try", `insert into identity_try (centre_id, login_hash, failed, locked_until, at)
		values ($1, $2, 1, 0, $3)
		on conflict (centre_id, login_hash) do update set at = $3,
		failed = case when identity_try.locked_until > $3 then identity_try.failed + 1
			when identity_try.locked_until > 0 or identity_try.at < $5 then 1 else identity_try.failed + 1 end,
		locked_until = case when identity_try.locked_until > $3 then identity_try.locked_until
			when identity_try.locked_until > 0 or identity_try.at < $5 then 0
			when identity_try.failed + 1 >= $6 then cast($4 as bigint) else 0 end
		returning failed, locked_until`)
	qUnlock = db.Q("identity.unlock", `delete from identity_try where centre_id = $1 and login_hash = $2`)
	qLocks  = db.Q("identity.locks", `select login_hash, locked_until from identity_try
		where centre_id = $1 and locked_until > $2`)
	qCleanTries = db.Q("identity.clean_tries", `delete from identity_try where centre_id = $1 and at < $2`)

	qPutRole = db.Q("identity.put_role", `insert into identity_role (centre_id, account_id, role, department_id, from_at,
		until_at) values ($1, $2, $3, $4, $5, $6)`)
	qEndRole = db.Q("identity.end_role", `update identity_role set until_at = $6 where centre_id = $1 and account_id = $2
		and role = $3 and department_id = $4 and from_at = $5 and (until_at = 0 or until_at > $6)`)
	qDropRole = db.Q("identity.drop_role", `delete from identity_role where centre_id = $1 and account_id = $2
		and role = $3 and department_id = $4 and from_at = $5 and from_at >= $6`)
	qRoles = db.Q("identity.roles", `select role, department_id, from_at, until_at from identity_role
		where centre_id = $1 and account_id = $2 and (until_at = 0 or until_at > $3) order by from_at, role`)
	qAllRoles = db.Q("identity.all_roles", `select account_id, role, department_id, from_at, until_at from identity_role
		where centre_id = $1 and (until_at = 0 or until_at > $2) order by account_id, from_at, role`)

	qPutSession = db.Q("identity.put_session", `insert into identity_session (centre_id, id, account_id, token_hash,
		device, address, created_at, seen_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`)
	qSession = db.Q("identity.session", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and token_hash = $2`)
	qSessionByID = db.Q("identity.session_by_id", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and id = $2`)
	qSessions = db.Q("identity.sessions", `select id, account_id, device, address, created_at, seen_at, ends_at
		from identity_session where centre_id = $1 and account_id = $2 and ends_at > $3 and seen_at >= $4
		order by seen_at desc, id desc`)
	qOpen = db.Q("identity.open", `select account_id, count(*) from identity_session
		where centre_id = $1 and ends_at > $2 and seen_at >= $3 group by account_id`)
	qSeen        = db.Q("identity.seen", `update identity_session set seen_at = $3 where centre_id = $1 and id = $2`)
	qEndSessions = db.Q("identity.end_sessions", `delete from identity_session
		where centre_id = $1 and account_id = $2 and id <> $3`)
	qEndSession    = db.Q("identity.end_session", `delete from identity_session where centre_id = $1 and id = $2`)
	qCleanSessions = db.Q("identity.clean_sessions", `delete from identity_session
		where centre_id = $1 and (ends_at <= $2 or seen_at < $3)`)
	qOwners = db.Q("identity.owners", `select account_id from identity_session where centre_id = $1
		union select account_id from identity_role where centre_id = $1 order by account_id`)

	qEnded = db.Q("identity.ended", `insert into identity_ended (centre_id, id, at, account_id, session_id, device_id)
		values ($1, $2, $3, $4, $5, $6)`)
	qHear = db.Q("identity.hear", `select id, at, account_id, session_id, device_id from identity_ended
		where centre_id = $1 and at >= $2 order by id`)
	qCleanEnded = db.Q("identity.clean_ended", `delete from identity_ended where centre_id = $1 and at < $2`)

	qPutDevice = db.Q("identity.put_device", `insert into identity_device (centre_id, id, duty, name, window_id, zone_id,
		token_hash, created_at, seen_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)`)
	qDevice = db.Q("identity.device", `select id, duty, name, window_id, zone_id, created_at, seen_at, ended_at
		from identity_device where centre_id = $1 and token_hash = $2 and ended_at = 0`)
	qDeviceByID = db.Q("identity.device_by_id", `select id, duty, name, window_id, zone_id, created_at, seen_at, ended_at
		from identity_device where centre_id = $1 and id = $2`)
	qDevices = db.Q("identity.devices", `select id, duty, name, window_id, zone_id, created_at, seen_at, ended_at
		from identity_device where centre_id = $1 order by ended_at, duty, name, id`)
	qDeviceNames = db.Q("identity.device_names", `select id, name from identity_device
		where centre_id = $1 and id in @ints($2)`)
	qSeenDevices = db.Q("identity.seen_devices", `update identity_device set seen_at = $3
		where centre_id = $1 and id in @ints($2) and seen_at < $3`)
	qEndDevice = db.Q("identity.end_device", `update identity_device set ended_at = $3
		where centre_id = $1 and id = $2 and ended_at = 0`)
)

func scanAccount(row db.Scan) (a Account, err error) {
	err = row(&a.ID, &a.Person, &a.Login, &a.Password, &a.Active, &a.Renew, &a.Created, &a.Changed, &a.Entered)
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
