-- 督办: the office urged whoever answers for a running clock, with what it said.
create table board_urge (
  centre_id bigint not null,
  id bigint not null,
  clock_id bigint not null,
  by_ref text not null,
  word text not null,
  at bigint not null,
  primary key (centre_id, id)
);
create index board_urge_clock on board_urge (centre_id, clock_id);
