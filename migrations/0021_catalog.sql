-- The item register (4): one row per government service. An imported row without a guide is an item all the same:
-- searchable, not bookable. Where the published department is not of the hall, only its name and code stand here.
create table catalog_item (
  centre_id bigint not null,
  id bigint not null,
  code text not null,
  name text not null,
  main text not null,
  department_id bigint not null,
  department_name text not null,
  department_code text not null,
  kind text not null,
  national text not null,
  level text not null,
  mode text not null,
  mode_reason text not null,
  mode_document text not null,
  mode_day integer not null,
  tolerance boolean not null,
  source text not null,
  folded text not null,
  guide_id bigint not null,
  added_at bigint not null,
  changed_at bigint not null,
  primary key (centre_id, id),
  unique (centre_id, code)
);
create index catalog_item_department on catalog_item (centre_id, department_id);
create index catalog_item_changed on catalog_item (centre_id, changed_at, id);

-- Guides by version: draft, published, superseded. A published body never changes. The confirmed_ columns say that the
-- integrated platform shows it (4(3)): when, who says so, where, and the digest of the text compared.
create table catalog_guide (
  centre_id bigint not null,
  id bigint not null,
  item_id bigint not null,
  version integer not null,
  state text not null,
  body jsonb not null,
  digest text not null,
  drafted_at bigint not null,
  drafted_by text not null,
  published_at bigint not null,
  superseded_at bigint not null,
  declared_by bigint not null,
  declared_name text not null,
  confirmed_at bigint not null,
  confirmed_by text not null,
  confirmed_url text not null,
  confirmed_digest text not null,
  primary key (centre_id, id),
  unique (centre_id, item_id, version),
  foreign key (centre_id, item_id) references catalog_item (centre_id, id)
);
-- One guide is in force and one is being written: keys, not hopes.
create unique index catalog_guide_published on catalog_guide (centre_id, item_id) where state = 'published';
create unique index catalog_guide_draft on catalog_guide (centre_id, item_id) where state = 'draft';
