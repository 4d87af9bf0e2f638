-- Every running clock of the hall. due_at is 24:00 of due_day; next_at is when the clock wants to be looked at next, 0 =
-- never. Lamps are computed, never stored.
create table deadline_clock (
  centre_id bigint not null,
  id bigint not null,
  kind text not null,
  title text not null,
  ref text not null,
  path text not null,
  article text not null,
  subject_kind text not null,
  subject_id bigint not null,
  department_id bigint not null,
  window_id bigint not null,
  person_id bigint not null,
  limit_n integer not null,
  limit_unit text not null,
  from_at bigint not null,
  calendar text not null,
  due_at bigint not null,
  due_day integer not null,
  total integer not null,
  provisional boolean not null,
  state text not null,
  since_at bigint not null,
  reason text not null,
  ended_at bigint not null,
  next_at bigint not null,
  primary key (centre_id, id)
);
create index deadline_clock_open on deadline_clock (centre_id, due_at, id) where ended_at = 0;
create index deadline_clock_ended on deadline_clock (centre_id, ended_at) where ended_at > 0;
create index deadline_clock_subject on deadline_clock (centre_id, subject_kind, subject_id);
create index deadline_clock_next on deadline_clock (centre_id, next_at) where next_at > 0;
-- Across the centres: who has something to do.
create index deadline_clock_sweep on deadline_clock (next_at, centre_id) where next_at > 0;

-- What happened to a clock after its start, in order: pauses and extensions. until_at = 0: the pause lasts.
create table deadline_change (
  centre_id bigint not null,
  clock_id bigint not null,
  seq integer not null,
  what text not null,
  from_at bigint not null,
  until_at bigint not null,
  limit_n integer not null,
  limit_unit text not null,
  reason text not null,
  primary key (centre_id, clock_id, seq),
  foreign key (centre_id, clock_id) references deadline_clock (centre_id, id)
);

-- What a clock's plan has done already: each step once for one due.
create table deadline_fired (
  centre_id bigint not null,
  clock_id bigint not null,
  due_at bigint not null,
  step text not null,
  at bigint not null,
  primary key (centre_id, clock_id, due_at, step),
  foreign key (centre_id, clock_id) references deadline_clock (centre_id, id)
);
