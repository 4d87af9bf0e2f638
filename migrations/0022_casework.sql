-- Numbers of cases come from counter rows in the transaction that uses them (I2).
create table casework_counter (
  centre_id bigint not null,
  name text not null,
  day integer not null,
  value bigint not null,
  primary key (centre_id, name, day)
);

-- Cases (办件, Article 11): what was applied for, under which version of the guide, with the names as they read then.
-- applicant is sealed; applicant_index finds the cases of one document number again.
create table casework_case (
  centre_id bigint not null,
  id bigint not null,
  no text not null,
  token text not null,
  day integer not null,
  ticket_id bigint not null,
  ticket_no text not null,
  item_id bigint not null,
  item_code text not null,
  item_name text not null,
  item_kind text not null,
  department_id bigint not null,
  department_name text not null,
  window_id bigint not null,
  window_no integer not null,
  person_id bigint not null,
  person_name text not null,
  guide_id bigint not null,
  guide_version integer not null,
  guide_day integer not null,
  instant boolean not null,
  promised_n integer not null,
  promised_unit text not null,
  statutory_n integer not null,
  statutory_unit text not null,
  result_name text not null,
  letter text not null,
  applicant text not null,
  applicant_index text not null,
  masked text not null, -- the applicant's name as lists show it
  state text not null,
  tolerated boolean not null,
  extended integer not null,
  reason text not null,
  delivered text not null,
  received_at bigint not null,
  accepted_at bigint not null,
  decided_at bigint not null,
  ended_at bigint not null,
  changed_at bigint not null,
  version integer not null,
  folded text not null,
  primary key (centre_id, id),
  unique (centre_id, no),
  unique (centre_id, token)
);
-- One ticket brings an item once: a key, not a hope.
create unique index casework_case_ticket on casework_case (centre_id, ticket_id, item_id) where ticket_id <> 0;
create index casework_case_window on casework_case (centre_id, window_id, state);
create index casework_case_department on casework_case (centre_id, department_id, received_at);
create index casework_case_received on casework_case (centre_id, received_at, id);
create index casework_case_applicant on casework_case (centre_id, applicant_index) where applicant_index <> '';

-- The materials of a case as its guide named them, and how each was found (11(2), 11(4)).
create table casework_material (
  centre_id bigint not null,
  case_id bigint not null,
  n integer not null,
  name text not null,
  source text not null,
  originals integer not null,
  copies integer not null,
  need text not null,
  days integer not null,
  fetched boolean not null,
  mark text not null,
  fault text not null,
  supplied_at bigint not null,
  deadline_id bigint not null,
  primary key (centre_id, case_id, n),
  foreign key (centre_id, case_id) references casework_case (centre_id, id)
);

-- Papers given out: 受理通知书, 一次性告知书, 容缺受理通知书. What was said stands as it was said.
create table casework_paper (
  centre_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  kind text not null,
  seq integer not null,
  at bigint not null,
  person_id bigint not null,
  person_name text not null,
  window_no integer not null,
  due integer not null,
  provisional boolean not null,
  lines jsonb not null,
  primary key (centre_id, id),
  unique (centre_id, case_id, kind, seq),
  foreign key (centre_id, case_id) references casework_case (centre_id, id)
);

-- Wrong proofs when somebody asks how far a case has come, by case and day.
create table casework_guess (
  centre_id bigint not null,
  case_id bigint not null,
  day integer not null,
  n integer not null,
  primary key (centre_id, case_id, day)
);
