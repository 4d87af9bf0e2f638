create table people_person (
  centre_id bigint not null,
  id bigint not null,
  department_id bigint not null,
  name text not null,
  position text not null,
  kind text not null,
  party boolean not null,
  since integer not null,
  phone text not null,
  id_number text not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, id)
);
