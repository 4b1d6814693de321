-- breaking
-- 10,000 calls a second stood for "nobody has set a rate", and was felt as one. A rate that
-- somebody did set stands in the audit. Older programs divide by the time between two slots.
update throttle set rate = 'Infinity'
where scope = 'amili' and rate = 10000
    and not exists (select from console_audit where action = 'changed the rate');
