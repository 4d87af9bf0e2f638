-- The to-do list in the same database. next_at is when the row is due next: its run_at (available, retryable) or the end
-- of its lease (running); 0 when it is finished. So one index finds both what waits and what was abandoned.
create table jobs_job (
  centre_id bigint not null,
  id bigint not null,
  kind text not null,
  key text not null,
  state text not null,
  args text not null,
  attempts integer not null,
  forgiven integer not null,
  run_at bigint not null,
  next_at bigint not null,
  created_at bigint not null,
  started_at bigint not null,
  ended_at bigint not null,
  last_error text not null,
  primary key (centre_id, id)
);
create unique index jobs_job_key on jobs_job (centre_id, kind, key) where key <> '' and next_at > 0;
create index jobs_job_due on jobs_job (centre_id, next_at, id) where next_at > 0;
create index jobs_job_centre on jobs_job (next_at, centre_id) where next_at > 0;
create index jobs_job_state on jobs_job (centre_id, state, id);
create index jobs_job_ended on jobs_job (centre_id, ended_at) where ended_at > 0;

-- The last period of a periodic job that was put on the list: it outlives the job, so a period never comes twice.
create table jobs_period (
  centre_id bigint not null,
  kind text not null,
  slot bigint not null,
  primary key (centre_id, kind)
);
