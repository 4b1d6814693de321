-- breaking
-- How a creditor becomes active at Amili, one call a turn; and why it does not, as a cause and as
-- the fields that Amili objects to. An earlier release hands in what Amili does not understand.

alter table activation
    -- The next call: read the creditor, or hand the details in for the version that was read.
    add column step text not null default 'read' check (step in ('read', 'hand_in')),
    add column version text,
    -- Why it is not active; null: nothing is known against it.
    add column cause text check (cause in
        ('details', 'unknown_creditor', 'partner_only', 'no_access')),
    add constraint activation_version check (version is null or step = 'hand_in');

-- What Amili objects to in the details that were handed in last.
create table activation_issue (
    creditor bigint not null references activation,
    position integer not null check (position >= 1),
    field text not null check (field in (
        'payout', 'sender', 'sender_line', 'sender_zip', 'sender_city', 'sender_country',
        'invoice', 'invoice_line', 'invoice_zip', 'invoice_city', 'invoice_country',
        'debt_description', 'ids', 'is_active', 'organisation_number', 'other')),
    -- Amili's words, blanked; may be empty.
    message text not null,
    primary key (creditor, position)
);

insert into activation_issue (creditor, position, field, message)
select a.creditor, 1, 'other', a.reason
from activation a join creditor c on c.id = a.creditor
where c.activation = 'refused' and a.reason is not null;
update activation set cause = 'details'
where creditor in (select creditor from activation_issue);
alter table activation drop column reason;

-- `why` is Amili's words alone, blanked.
alter table activation_event
    add column cause text check (cause in
        ('details', 'unknown_creditor', 'partner_only', 'no_access')),
    drop constraint activation_event_what_check,
    add constraint activation_event_what_check check (what in
        ('requested', 'handed in', 'hindered', 'active', 'refused', 'activated by hand'));
