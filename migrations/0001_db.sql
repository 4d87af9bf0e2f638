-- A command of a person or machine and its answer: a repeat is answered from here.
create table db_command (
  centre_id bigint not null,
  key text not null,
  action text not null,
  actor text not null,
  input text not null,
  answer text not null,
  at bigint not null,
  primary key (centre_id, key)
);
create index db_command_at on db_command (centre_id, at);
