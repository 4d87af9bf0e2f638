-- What people are told inside the program. audience: person:7, role:chief:11, department:11. title and body are messages:
-- keys with values, put into words when they are read.
create table notice_notice (
  centre_id bigint not null,
  id bigint not null,
  key text not null,
  audience text not null,
  title jsonb not null,
  body jsonb not null,
  path text not null,
  article text not null,
  at bigint not null,
  primary key (centre_id, id)
);
create unique index notice_notice_key on notice_notice (centre_id, key, audience) where key <> '';
create index notice_notice_audience on notice_notice (centre_id, audience, id);
create index notice_notice_at on notice_notice (centre_id, at);

-- Who has read what.
create table notice_read (
  centre_id bigint not null,
  notice_id bigint not null,
  person_id bigint not null,
  at bigint not null,
  primary key (centre_id, notice_id, person_id)
);
