-- The creditors that have a rate of their own. Every claim of a part asks for them, and would else
-- read the gates of all creditors. A slot changes no column of it.
create index throttle_rated on throttle (creditor)
    where creditor is not null and rate < 'Infinity';
