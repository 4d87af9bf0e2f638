-- The way of a bad review after the visitor was reached (11(7)). request_id is what the department knows the matter by: it
-- is made when the department is asked, so that it tells nothing of when somebody reviewed.
alter table review_matter add column verdict text not null default '';
alter table review_matter add column weight text not null default '';
alter table review_matter add column request_id bigint not null default 0;
alter table review_matter add column clock_id bigint not null default 0;
alter table review_matter add column rounds integer not null default 0;
alter table review_matter add column closed_at bigint not null default 0;
create index review_matter_request on review_matter (centre_id, request_id) where request_id > 0;

-- What was done about it, step by step. Nothing of it is changed afterwards.
create table review_step (
  centre_id bigint not null,
  id bigint not null,
  matter_id bigint not null,
  kind text not null,
  choice text not null,
  word text not null,
  person_id bigint not null,
  at bigint not null,
  primary key (centre_id, id),
  foreign key (centre_id, matter_id) references review_matter (centre_id, id)
);
create index review_step_matter on review_step (centre_id, matter_id, id);

-- network is a keyed word for the network address, another one every day and gone after the day; no address is kept.
alter table review_answer add column network text not null default '';
alter table review_answer add column stages text not null default '';
create index review_answer_network on review_answer (centre_id, network, at) where network <> '';
-- flag: '' none, 'quick' two at one pad within seconds, 'burst' many from one pad or network address.
alter table review_invitation add column flag text not null default '';
alter table review_invitation add column item_counted integer not null default 0;
alter table review_sum add column set_aside integer not null default 0;
alter table review_sum add column flagged integer not null default 0;

-- Rates of items, for everybody. They grow in steps like the sums of the rated.
create table review_item_sum (
  centre_id bigint not null,
  month integer not null,
  item_id bigint not null,
  good integer not null,
  n integer not null,
  primary key (centre_id, month, item_id)
);

-- What visitors wrote, as the office has released it: without window, person and day.
create table review_public (
  centre_id bigint not null,
  id bigint not null,
  invitation_id bigint not null,
  shown boolean not null,
  item_name text not null,
  month integer not null,
  level integer not null,
  word text not null,
  answer text not null,
  person_id bigint not null,
  at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, invitation_id)
);
create index review_public_shown on review_public (centre_id, at) where shown;
