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
create index ledger_event_at on ledger_event (centre_id, at);

-- Whose timelines show an event.
create table ledger_subject (
  centre_id bigint not null,
  kind text not null,
  subject_id bigint not null,
  event_id bigint not null,
  primary key (centre_id, kind, subject_id, event_id)
);

-- The Merkle tree of a centre as it stands: how many records are sealed and the roots of its complete subtrees. The sealer
-- locks this row, so that one at a time gives numbers.
create table ledger_tree (
  centre_id bigint not null,
  size bigint not null,
  peaks bytea not null,
  primary key (centre_id)
);

-- Roots of the larger complete subtrees, from which proofs are made; the smaller ones are computed from the digests.
create table ledger_node (
  centre_id bigint not null,
  level integer not null,
  place bigint not null,
  hash bytea not null,
  primary key (centre_id, level, place)
);

-- What was signed, and the public keys that signed: a key that is not here may not go on with the log.
create table ledger_checkpoint (
  centre_id bigint not null,
  size bigint not null,
  at bigint not null,
  note text not null,
  primary key (centre_id, size)
);
create index ledger_checkpoint_at on ledger_checkpoint (centre_id, at);
create table ledger_key (
  centre_id bigint not null,
  key text not null,
  at bigint not null,
  primary key (centre_id, key)
);

-- Personal values enter the ledger as commitments; salt and value stand here, sealed, until they are erased.
create table ledger_salt (
  centre_id bigint not null,
  commitment text not null,
  subject_kind text not null,
  subject_id bigint not null,
  field text not null,
  sealed text not null,
  primary key (centre_id, commitment)
);
create index ledger_salt_subject on ledger_salt (centre_id, subject_kind, subject_id);
