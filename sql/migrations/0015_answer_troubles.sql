-- What cannot be made of Amili's answers about a creditor, as workers find it, for `paminn doctor`
-- and the operators' page. Kinds and places, never values. Nothing is decided by it.

create table answer_trouble (
    creditor bigint not null references creditor,
    -- What was asked.
    purpose text not null check (purpose in ('look_up', 'letter', 'following')),
    -- `AnswerFlaw` of the program: a later one may know more causes than this one.
    cause text not null,
    call text not null,
    status integer,
    field text,
    wanted text,
    found text,
    place text,
    seconds bigint,
    began_at timestamptz not null,
    seen_at timestamptz not null,
    primary key (creditor, purpose)
);
