-- A recorded deviation from an article. One fact is one finding, whatever the sources: a key, not a hope. person_id is 0
-- where the article does not name the person.
create table finding_finding (
  centre_id bigint not null,
  id bigint not null,
  kind text not null,
  article text not null,
  fact text not null,
  at bigint not null,
  day integer not null,
  department_id bigint not null,
  window_id bigint not null,
  person_id bigint not null,
  about_kind text not null,
  about_id bigint not null,
  body jsonb not null,
  path text not null,
  state text not null,
  clock_id bigint not null,
  proposed_at bigint not null,
  proposed_by text not null,
  stated_at bigint not null,
  decided_at bigint not null,
  decided_by bigint not null,
  reason text not null,
  primary key (centre_id, id),
  unique (centre_id, fact)
);
create index finding_finding_state on finding_finding (centre_id, state, id);
create index finding_finding_person on finding_finding (centre_id, person_id, id);
create index finding_finding_department on finding_finding (centre_id, department_id, id);
create index finding_finding_day on finding_finding (centre_id, day);
create index finding_finding_about on finding_finding (centre_id, about_kind, about_id);

-- What each source knows, and what the person concerned says. Rows are added, never changed.
create table finding_evidence (
  centre_id bigint not null,
  finding_id bigint not null,
  seq integer not null,
  source text not null,
  body jsonb not null,
  about_kind text not null,
  about_id bigint not null,
  at bigint not null,
  by_ref text not null,
  primary key (centre_id, finding_id, seq),
  foreign key (centre_id, finding_id) references finding_finding (centre_id, id)
);
