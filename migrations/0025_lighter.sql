-- A step of a visit writes less: what these indexes found is found by others, and the night may read a table once.
drop index queue_ticket_open;
drop index queue_ticket_ended;
drop index db_command_at;
-- Held tickets are few; with queue_ticket_waiting and queue_ticket_window they are what a night finds.
create index queue_ticket_held on queue_ticket (centre_id, day) where state = 'held';
-- The key is the whole row: SQLite need not keep it twice.
-- +only sqlite
create table ledger_subject_narrow (
  centre_id bigint not null,
  kind text not null,
  subject_id bigint not null,
  event_id bigint not null,
  primary key (centre_id, kind, subject_id, event_id)
) strict, without rowid;
insert into ledger_subject_narrow (centre_id, kind, subject_id, event_id)
  select centre_id, kind, subject_id, event_id from ledger_subject;
drop table ledger_subject;
alter table ledger_subject_narrow rename to ledger_subject;
-- +end
