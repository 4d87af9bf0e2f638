-- Cases that were applied for on the integrated platform (11(2), source 'online'): '' is handed in at a window.
alter table casework_case add column source text not null default '';
-- What the platform says about a material; whoever judges it sees that beside it. '' is nothing.
alter table casework_material add column claimed text not null default '';

-- The platform's own number of each such case: the key by which it is never taken in twice. content is a keyed digest of the
-- row, so that the same row coming again changes nothing.
create table casework_online (
  centre_id bigint not null,
  project_no text not null,
  case_id bigint not null,
  content text not null,
  primary key (centre_id, project_no),
  unique (centre_id, case_id),
  foreign key (centre_id, case_id) references casework_case (centre_id, id)
);
