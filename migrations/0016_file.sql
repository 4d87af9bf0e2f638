-- A file attached to something: what it is called and where; its content lies under the digest in the folder of files.
create table file_attachment (
  centre_id bigint not null,
  id bigint not null,
  subject_kind text not null,
  subject_id bigint not null,
  field text not null,
  name text not null,
  type text not null,
  size bigint not null,
  hash text not null,
  warning text not null,
  actor text not null,
  person_id bigint not null,
  at bigint not null,
  primary key (centre_id, id)
);
create index file_attachment_subject on file_attachment (centre_id, subject_kind, subject_id, id);
create index file_attachment_hash on file_attachment (centre_id, hash);

-- A file or text that was refused for a mark of secrecy (13): that it was tried, never what was in it.
create table file_incident (
  centre_id bigint not null,
  id bigint not null,
  subject_kind text not null,
  subject_id bigint not null,
  mark text not null,
  place text not null,
  hash text not null,
  size bigint not null,
  actor text not null,
  person_id bigint not null,
  at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, actor, hash, subject_kind, subject_id)
);
