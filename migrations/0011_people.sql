-- Somebody who serves in the hall or leads it (5). Phone and ID number are sealed; the index finds an ID number again
-- without showing it, and keeps one person from standing here twice.
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
  id_index text not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (centre_id, id)
);
create unique index people_person_id_index on people_person (centre_id, id_index) where id_index <> '';
create index people_person_department on people_person (centre_id, department_id);
