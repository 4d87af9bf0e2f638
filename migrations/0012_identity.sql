-- A login. One open account per person. renew: the password was given by somebody else and must be changed first.
create table identity_account (
  centre_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  login text not null,
  password text not null,
  active boolean not null,
  renew boolean not null,
  created_at bigint not null,
  password_at bigint not null,
  login_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, login)
);
create unique index identity_account_person on identity_account (centre_id, person_id) where active;

-- Tries of a login, known or not, under a digest of its name: what somebody typed there by mistake may be a password.
create table identity_try (
  centre_id bigint not null,
  login_hash text not null,
  failed integer not null,
  locked_until bigint not null,
  at bigint not null,
  primary key (centre_id, login_hash)
);

-- The former passwords of an account, as hashes: none of the last ones may come back.
create table identity_password (
  centre_id bigint not null,
  id bigint not null,
  account_id bigint not null,
  hash text not null,
  primary key (centre_id, id)
);
create index identity_password_account on identity_password (centre_id, account_id, id);

-- What an account may be, for which department, from/to. 0 = no department, no end.
create table identity_role (
  centre_id bigint not null,
  account_id bigint not null,
  role text not null,
  department_id bigint not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, account_id, role, department_id, from_at)
);

create table identity_session (
  centre_id bigint not null,
  id bigint not null,
  account_id bigint not null,
  token_hash text not null,
  device text not null,
  address text not null,
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, token_hash)
);
create index identity_session_account on identity_session (centre_id, account_id);

-- A machine of the hall: one token, one duty.
create table identity_device (
  centre_id bigint not null,
  id bigint not null,
  duty text not null,
  name text not null,
  window_id bigint not null,
  zone_id bigint not null,
  token_hash text not null,
  created_at bigint not null,
  seen_at bigint not null,
  ended_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, token_hash)
);

-- What was ended lately, for the other processes of the installation: each ends its own streams within a second.
create table identity_ended (
  centre_id bigint not null,
  id bigint not null,
  at bigint not null,
  account_id bigint not null,
  session_id bigint not null,
  device_id bigint not null,
  primary key (centre_id, id)
);
create index identity_ended_at on identity_ended (centre_id, at);
