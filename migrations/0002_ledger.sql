-- The ledger: everything that happened, written in the transaction that did it. seq is 0 until the sealer gives it.
create table ledger_event (
  centre_id bigint not null,
  id bigint not null,
  seq bigint not null,
  at bigint not null,
  actor text not null,
  verb text not null,
  article text not null,
  record text not null,
  digest text not null,
  primary key (centre_id, id)
);
create unique index ledger_event_seq on ledger_event (centre_id, seq) where seq > 0;
create index ledger_event_open on ledger_event (centre_id, id) where seq = 0;

-- Whose timelines show an event.
create table ledger_subject (
  centre_id bigint not null,
  kind text not null,
  subject_id bigint not null,
  event_id bigint not null,
  primary key (centre_id, kind, subject_id, event_id)
);

-- Nodes of the Merkle tree, in the order of RFC 6962 storage, and the signed checkpoints.
create table ledger_node (
  centre_id bigint not null,
  pos bigint not null,
  hash bytea not null,
  primary key (centre_id, pos)
);
create table ledger_checkpoint (
  centre_id bigint not null,
  size bigint not null,
  at bigint not null,
  note text not null,
  primary key (centre_id, size)
);

-- Personal values enter the ledger as commitments; the salt and the sealed value stand here until they are erased.
create table ledger_salt (
  centre_id bigint not null,
  id bigint not null,
  subject_kind text not null,
  subject_id bigint not null,
  field text not null,
  salt text not null,
  sealed text not null,
  primary key (centre_id, id)
);
create index ledger_salt_subject on ledger_salt (centre_id, subject_kind, subject_id);
