-- What went through, seen every ten seconds by the web page's programs: the operator's page counts
-- over these few hundred rows, and never over reminders or evidence. Of several programs the first
-- writes a slot. Kept for three hours.

create table console_sample (
    -- A multiple of ten seconds.
    slot timestamptz primary key,
    -- Reminders that came to an end by work (not at their load), ever.
    settled bigint not null,
    -- Calls of the ten seconds that end five seconds before the slot, by what came back.
    rejected integer not null,
    known integer not null,
    refused integer not null,
    too_many integer not null,
    unanswered integer not null,
    asked integer not null,
    not_answered integer not null
);

-- Since when a human has stopped a scope, and who; null while they have not.
alter table throttle add column paused_at timestamptz, add column paused_by text;
