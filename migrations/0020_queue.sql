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
  for_window bigint not null, -- only this window may call it: a ticket that was passed on (0 = every window that serves the item)
  window_id bigint not null,
  person_id bigint not null,
  calls integer not null,
  returns integer not null, -- how often it came back after it was missed
  taken_at bigint not null,
  queued_at bigint not null, -- since when it waits this time
  waited bigint not null, -- microseconds it has waited in all, up to the last call
  called_at bigint not null,
  served bigint not null, -- microseconds at windows, up to the last pause of the service
  arrived_at bigint not null, -- since when it is served this time
  ended_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, token),
  unique (centre_id, day, prefix, serial)
);
-- The next one to call, in order.
create index queue_ticket_waiting on queue_ticket (centre_id, day, rank, id) where state = 'waiting';
-- Those passed on to a window, which are few.
create index queue_ticket_passed on queue_ticket (centre_id, day, for_window) where state = 'waiting' and for_window > 0;
-- A window serves at most one ticket (I3): a key, not a hope.
create unique index queue_ticket_window on queue_ticket (centre_id, window_id) where state in ('called', 'serving');
create unique index queue_ticket_phone on queue_ticket (centre_id, day, item_id, phone_index)
  where phone_index <> '' and state in ('waiting', 'called', 'serving', 'held');
-- What a night finds.
create index queue_ticket_open on queue_ticket (centre_id, day) where state in ('waiting', 'called', 'serving', 'held');
create index queue_ticket_day on queue_ticket (centre_id, day, state);
-- The last calls of a window, for the turns of those who go first.
create index queue_ticket_called on queue_ticket (centre_id, window_id, day, called_at) where called_at > 0;
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
  day integer not null,
  at bigint not null,
  primary key (centre_id, seq)
);
create index queue_call_day on queue_call (centre_id, day, seq);
create index queue_call_ticket on queue_call (centre_id, ticket_id);

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

-- Every time a person was away from the post with the sign on (9(4)), until_at 0 = still away.
create table queue_absence (
  centre_id bigint not null,
  id bigint not null,
  window_id bigint not null,
  person_id bigint not null,
  day integer not null,
  reason text not null,
  from_at bigint not null,
  until_at bigint not null,
  used bigint not null, -- microseconds of those just before it, which count as one with it
  told boolean not null, -- that it was longer than allowed
  primary key (centre_id, id)
);
-- Nobody is away twice at once.
create unique index queue_absence_open on queue_absence (centre_id, person_id) where until_at = 0;
create index queue_absence_day on queue_absence (centre_id, day, person_id);
