-- The audit is read from its latest row on, page by page. A block range index knows no order.
drop index console_audit_at;
create index console_audit_newest on console_audit (at, id);
drop index console_look_at;
create index console_look_newest on console_look (at);
