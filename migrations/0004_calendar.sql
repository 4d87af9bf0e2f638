-- What a centre's office added to the calendar that ships with the measures: notices of the State Council and of the
-- region. A notice is never changed; a later one of the same region and year takes its place.
create table calendar_notice (
  centre_id bigint not null,
  id bigint not null,
  region text not null,
  year integer not null,
  number text not null,
  dated integer not null,
  title text not null,
  source text not null,
  days jsonb not null,
  at bigint not null,
  by_ref text not null,
  primary key (centre_id, id)
);
create index calendar_notice_year on calendar_notice (centre_id, year, id);

-- Days on which the windows of a centre open at other hours, or not at all. They move no limit.
create table calendar_exception (
  centre_id bigint not null,
  id bigint not null,
  from_day integer not null,
  to_day integer not null,
  spans text not null,
  reason text not null,
  number text not null,
  at bigint not null,
  by_ref text not null,
  ended_at bigint not null,
  primary key (centre_id, id)
);
