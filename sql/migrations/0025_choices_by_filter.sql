-- What matched a filter when a user chose all that match it. A selection by filter is what matches
-- when its draft is built; what has come and gone since the choice is told before it is sent.

create table filter_choice (
    id bigint generated always as identity primary key,
    made_at timestamptz not null default clock_timestamp()
);

-- Some thousand numbers each, in the list's order of numbers: a million are 250 rows. Written once.
create table filter_choice_part (
    choice bigint not null,
    seq integer not null,
    -- The least and the greatest of the numbers.
    first text not null,
    last text not null,
    numbers text[] not null,
    primary key (choice, seq)
);

alter table selection add column choice bigint;

alter table draft
    add column choice bigint,
    -- How many were chosen.
    add column chosen integer not null default 0,
    -- How many of these still match, ticked or not.
    add column kept integer not null default 0,
    -- How many lines match and were not chosen.
    add column came integer not null default 0;

alter table draft_line add column is_new boolean not null default false;
create index draft_line_new on draft_line (draft, pos) where is_new;
