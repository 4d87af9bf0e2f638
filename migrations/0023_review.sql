-- Invitations to review (11(7)): one per finished service at a window, one per case applied for online. standing is what
-- counts now: 0 nothing yet, 1 to 5 the level, 8 declined, 9 the default; counted is what the published sums hold of it.
create table review_invitation (
  centre_id bigint not null,
  id bigint not null,
  token text not null,
  channel text not null,
  subject_id bigint not null,
  item_id bigint not null,
  item_name text not null,
  window_id bigint not null,
  window_no integer not null,
  department_id bigint not null,
  person_id bigint not null,
  day integer not null,
  month integer not null,
  standing integer not null,
  counted integer not null,
  added boolean not null,
  asked_at bigint not null,
  default_day integer not null,
  ends_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, token),
  unique (centre_id, channel, subject_id)
);
create index review_invitation_window on review_invitation (centre_id, window_id, asked_at);
create index review_invitation_open on review_invitation (centre_id, default_day) where standing = 0;
create index review_invitation_uncounted on review_invitation (centre_id, month, window_id) where standing <> counted;
create index review_invitation_month on review_invitation (centre_id, month);

-- What visitors answered: seq 0 declined, 1 the review, 2 the one addition. An answer is never changed.
create table review_answer (
  centre_id bigint not null,
  id bigint not null,
  invitation_id bigint not null,
  seq integer not null check (seq between 0 and 2),
  level integer not null check (level between 0 and 5),
  reasons text not null,
  text text not null,
  place text not null,
  at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, invitation_id, seq),
  foreign key (centre_id, invitation_id) references review_invitation (centre_id, id)
);

-- What the rated may see: sums that only ever grow by five reviews and more at a time, so that no difference of two sums
-- is a single review.
create table review_sum (
  centre_id bigint not null,
  month integer not null,
  window_id bigint not null,
  person_id bigint not null,
  department_id bigint not null,
  level_5 integer not null,
  level_4 integer not null,
  level_3 integer not null,
  level_2 integer not null,
  level_1 integer not null,
  declined integer not null,
  defaulted integer not null,
  published_at bigint not null,
  primary key (centre_id, month, window_id, person_id, department_id)
);

-- A bad review as the office's matter: verified, the visitor asked.
create table review_matter (
  centre_id bigint not null,
  id bigint not null,
  invitation_id bigint not null,
  state text not null,
  verifier_id bigint not null,
  outcome text not null,
  note text not null,
  tries integer not null,
  deadline_id bigint not null,
  opened_at bigint not null,
  taken_at bigint not null,
  contacted_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, invitation_id),
  foreign key (centre_id, invitation_id) references review_invitation (centre_id, id)
);
create index review_matter_state on review_matter (centre_id, state, opened_at);
