-- A number may stand for several things to do: one leg each, in order. The present one stands in the ticket as well; legs is how
-- many there are in all; a number for one thing has no rows here.
create table queue_leg (
  centre_id bigint not null,
  id bigint not null,
  ticket_id bigint not null,
  seq integer not null,
  item_id bigint not null,
  item_name text not null,
  state text not null, -- ahead, now, done, dropped
  window_id bigint not null,
  person_id bigint not null,
  served bigint not null, -- microseconds at the window
  ended_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, ticket_id, seq),
  foreign key (centre_id, ticket_id) references queue_ticket (centre_id, id)
);
alter table queue_ticket add column legs integer not null default 1;

-- What was said about the wait when the number was taken, in seconds; 0 and 0 = nothing was said.
alter table queue_ticket add column said_from integer not null default 0;
alter table queue_ticket add column said integer not null default 0;
alter table queue_ticket add column said_until integer not null default 0;

-- 号组: items whose numbers have a letter or a ceiling of their own. prefix '' = the letter of the zone; ceiling 0 = none.
create table series_group (
  centre_id bigint not null,
  id bigint not null,
  name text not null,
  prefix text not null,
  ceiling integer not null,
  primary key (centre_id, id)
);
create unique index series_group_prefix on series_group (centre_id, prefix) where prefix <> '';
create table series_item (
  centre_id bigint not null,
  item_id bigint not null,
  group_id bigint not null,
  primary key (centre_id, item_id),
  foreign key (centre_id, group_id) references series_group (centre_id, id)
);
create index series_item_group on series_item (centre_id, group_id);
