-- A login. Its name is unique in the installation, so that a person needs not know the number of the centre.
create table identity_account (
  centre_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  login text not null,
  password text not null,
  active boolean not null,
  failed integer not null,
  locked_until bigint not null,
  created_at bigint not null,
  password_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, login)
);

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
