-- The hours in which a creditor's letters may leave, by Swedish time, on every day or on bank days
-- alone. null: at any time. No program but the worker works the next window out.
--
-- No letter leaves before `letters_from`, and none from `letters_until` on: the window that is open
-- or comes next. A clock or a calendar of PostgreSQL's own is not asked what day it is in Sweden.
alter table throttle
    add column window_opens time,
    add column window_closes time,
    add column window_bank_days boolean,
    add column letters_from timestamptz not null default '-infinity',
    add column letters_until timestamptz not null default 'infinity',
    add constraint throttle_window check (
        num_nulls(window_opens, window_closes, window_bank_days) in (0, 3)
        and (window_opens is null or (creditor is not null and window_opens < window_closes))
        and (
            window_opens is not null
            or (letters_from = '-infinity' and letters_until = 'infinity')
        )
    );

-- The windows that are over. Every worker asks for them twice a second.
create index throttle_window on throttle (letters_until) where window_opens is not null;
