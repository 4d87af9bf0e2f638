-- Imports from files (register): who brought which file in, the answer and the report as they were given. A run that
-- changed nothing leaves no row. The file itself is never kept.
create table register_import (
  centre_id bigint not null,
  id bigint not null,
  kind text not null,
  name text not null,
  digest text not null,
  by_ref text not null,
  by_name text not null,
  at bigint not null,
  answer jsonb not null,
  report bytea not null,
  primary key (centre_id, id)
);
create index register_import_kind on register_import (centre_id, kind, id);
