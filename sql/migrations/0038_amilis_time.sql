-- Amili's clock as the worker knew it at its last beat; null before Amili's first answer. A human
-- who says that a letter was not sent is believed only once it has passed the doubt's end: whoever
-- sets the database's clock forward does not set this one.
alter table worker add column amili_at timestamptz;
