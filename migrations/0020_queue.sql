-- Numbers come from counter rows in the transaction that uses them (I2).
create table queue_counter (
  centre_id bigint not null,
  name text not null,
  day integer not null,
  value bigint not null,
  primary key (centre_id, name, day)
);

create table queue_ticket (
  centre_id bigint not null,
  id bigint not null,
  token text not null,
  day integer not null,
  zone_id bigint not null,
  prefix text not null,
  serial bigint not null,
  no text not null,
  item_id bigint not null,
  item_name text not null,
  state text not null,
  rank integer not null,
  reason text not null,
  source text not null,
  phone text not null,
  phone_index text not null,
  window_id bigint not null,
  person_id bigint not null,
  calls integer not null,
  taken_at bigint not null,
  called_at bigint not null,
  arrived_at bigint not null,
  ended_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, token),
  unique (centre_id, day, prefix, serial)
);
-- The next one to call, in order.
create index queue_ticket_waiting on queue_ticket (centre_id, day, rank, id) where state = 'waiting';
-- A window serves at most one ticket (I3): a key, not a hope.
create unique index queue_ticket_window on queue_ticket (centre_id, window_id) where state in ('called', 'serving');
create unique index queue_ticket_phone on queue_ticket (centre_id, day, item_id, phone_index)
  where phone_index <> '' and state in ('waiting', 'called', 'serving');
create index queue_ticket_day on queue_ticket (centre_id, day, state);
create index queue_ticket_ended on queue_ticket (centre_id, window_id, day, ended_at);

-- Every call and recall; seq grows without gaps in the order of the commits, so that a screen knows what it missed.
create table queue_call (
  centre_id bigint not null,
  seq bigint not null,
  ticket_id bigint not null,
  no text not null,
  window_id bigint not null,
  window_no integer not null,
  zone_id bigint not null,
  item_name text not null,
  again boolean not null,
  at bigint not null,
  primary key (centre_id, seq)
);

-- How a window stands: open, paused with its sign (9(4)), or closed.
create table queue_window (
  centre_id bigint not null,
  window_id bigint not null,
  state text not null,
  reason text not null,
  since bigint not null,
  back_by bigint not null,
  person_id bigint not null,
  primary key (centre_id, window_id)
);
