-- A centre: one hall with its joint office.
create table directory_centre (
  centre_id bigint not null,
  code text not null,
  name text not null,
  short text not null,
  rulebook text not null,
  primary key (centre_id)
);

create table directory_department (
  centre_id bigint not null,
  id bigint not null,
  code text not null,
  name text not null,
  short text not null,
  level text not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, code)
);

create table directory_zone (
  centre_id bigint not null,
  id bigint not null,
  prefix text not null,
  name text not null,
  place text not null,
  icon text not null,
  hint text not null,
  sort integer not null,
  primary key (centre_id, id),
  unique (centre_id, prefix)
);

-- A window; its number may be used again once the validity of the former has ended.
create table directory_window (
  centre_id bigint not null,
  id bigint not null,
  zone_id bigint not null,
  department_id bigint not null,
  no integer not null,
  name text not null,
  short text not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, id),
  foreign key (centre_id, zone_id) references directory_zone (centre_id, id),
  foreign key (centre_id, department_id) references directory_department (centre_id, id)
);
create unique index directory_window_no on directory_window (centre_id, no) where until_at = 0;

-- What a window serves, from/to.
create table directory_service (
  centre_id bigint not null,
  window_id bigint not null,
  item_id bigint not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, window_id, item_id, from_at),
  foreign key (centre_id, window_id) references directory_window (centre_id, id)
);
create index directory_service_item on directory_service (centre_id, item_id);

-- Who stands at a window in which post (A or B), from/to.
create table directory_post (
  centre_id bigint not null,
  window_id bigint not null,
  person_id bigint not null,
  post text not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, window_id, person_id, from_at),
  foreign key (centre_id, window_id) references directory_window (centre_id, id)
);
create index directory_post_person on directory_post (centre_id, person_id);
