-- A waiting ticket that one window alone calls for a while: the server may be away by then (5(3), 11).
alter table queue_ticket add column leased_to bigint not null default 0; -- the window
alter table queue_ticket add column leased_until bigint not null default 0;
alter table queue_ticket add column late_at bigint not null default 0; -- when a step of it was entered later (补录); 0 = never
alter table queue_ticket add column mark text not null default ''; -- K: from a block of a kiosk, while the network was away
-- A call that was made while the server was away; no screen shows or speaks it as new.
alter table queue_call add column late boolean not null default false;
-- Those leased to a window, which are few.
create index queue_ticket_leased on queue_ticket (centre_id, leased_to) where leased_to > 0;

-- The one browser that works at a window while the server is away.
create table outage_console (
  centre_id bigint not null,
  window_id bigint not null,
  holder text not null, -- an id that the browser made for itself
  seq bigint not null, -- of its last request: an older one that comes late is void
  person_id bigint not null,
  until_at bigint not null,
  primary key (centre_id, window_id)
);

-- Who may call a ticket while the server is away, since when and until when; the last lease of a ticket.
create table outage_lease (
  centre_id bigint not null,
  ticket_id bigint not null,
  window_id bigint not null,
  holder text not null,
  from_at bigint not null,
  until_at bigint not null,
  back_at bigint not null, -- given back before its end; 0 = not
  primary key (centre_id, ticket_id)
);

-- What was done while the server was away, as it was told afterwards: a step comes once, and one that could not be taken
-- in stays until somebody has seen to it.
create table outage_later (
  centre_id bigint not null,
  id text not null, -- made where the step was done
  window_id bigint not null,
  person_id bigint not null,
  day integer not null,
  ticket_id bigint not null,
  no text not null,
  what text not null,
  said_at bigint not null,
  at bigint not null,
  why text not null, -- empty: taken in
  settled_at bigint not null,
  settled_by bigint not null,
  primary key (centre_id, id)
);
create index outage_later_open on outage_later (centre_id, day) where why <> '' and settled_at = 0;

-- Numbers that a kiosk keeps for a time without the server. They are a series of their own (I2).
create table outage_block (
  centre_id bigint not null,
  id bigint not null,
  day integer not null,
  zone_id bigint not null,
  prefix text not null,
  first bigint not null,
  last bigint not null,
  device_id bigint not null,
  made_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, day, prefix, first)
);

create table outage_reserved (
  centre_id bigint not null,
  day integer not null,
  prefix text not null,
  serial bigint not null,
  block_id bigint not null,
  token text not null,
  ticket_id bigint not null, -- 0 = not given
  primary key (centre_id, day, prefix, serial),
  unique (centre_id, token)
);
create index outage_reserved_block on outage_reserved (centre_id, block_id);

-- 11(7): what was said at a pad while the server was away, until the service it is about is known; nothing tells who said it.
create table review_pending (
  centre_id bigint not null,
  id text not null, -- made by the pad
  window_id bigint not null,
  level integer not null, -- 0 once it was matched or dropped
  said_at bigint not null,
  at bigint not null,
  primary key (centre_id, id)
);
create index review_pending_open on review_pending (centre_id, at) where level > 0;
