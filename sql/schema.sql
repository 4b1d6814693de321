--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: analyze_loaded(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.analyze_loaded() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    analyze invoice, permit, reminder;
end
$$;

--
-- Name: drop_empty_evidence_partitions(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.drop_empty_evidence_partitions(before timestamp with time zone) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $_$
declare
    old record;
    is_empty boolean;
    dropped text[] := '{}';
begin
    for old in
        select c.relname as name
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'evidence'::regclass and c.relname ~ '^evidence_[0-9]{4}_[0-9]{2}$'
            and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC'
                <= least(before, now() - interval '90 days')
        order by c.relname
    loop
        begin
            execute format('select not exists (select from %I)', old.name) into is_empty;
            continue when not is_empty;
            lock table only evidence in access exclusive mode;
            execute format('lock table only %I in access exclusive mode', old.name);
            execute format('select not exists (select from %I)', old.name) into is_empty;
            if is_empty then
                execute format('drop table %I', old.name);
                dropped := dropped || old.name::text;
            end if;
        exception when lock_not_available then
            return dropped;
        end;
    end loop;
    return dropped;
end
$_$;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: host_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.host_line (
    id bigint NOT NULL,
    request bigint,
    inserted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    creditor text NOT NULL,
    batch text NOT NULL,
    invoice_number text,
    customer_number text,
    name text,
    is_company boolean,
    id_number text,
    address_line text,
    zip_code text,
    city text,
    country text,
    email text,
    mobile_number text,
    description text,
    invoice_date date,
    due_date date,
    total_ore bigint,
    remaining_ore bigint,
    currency text,
    ocr text,
    invoice_fee_ore bigint,
    reminder_fee_ore bigint,
    reminder_fee_date date,
    customer_balance_ore bigint,
    paid boolean,
    credited boolean,
    cancelled boolean,
    credit_note boolean,
    disputed boolean,
    paused boolean,
    instalment_plan boolean,
    respite boolean,
    sold boolean,
    bankrupt boolean,
    deceased boolean,
    cash_invoice boolean,
    draft boolean,
    at_agency boolean,
    minor boolean
);

--
-- Name: host_line_json(public.host_line); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.host_line_json(l public.host_line) RETURNS text
    LANGUAGE sql STABLE
    RETURN (json_strip_nulls(json_build_object('invoice_number', (l).invoice_number, 'customer_number', (l).customer_number, 'name', (l).name, 'is_company', (l).is_company, 'id_number', (l).id_number, 'address_line', (l).address_line, 'zip_code', (l).zip_code, 'city', (l).city, 'country', (l).country, 'email', (l).email, 'mobile_number', (l).mobile_number, 'description', (l).description, 'invoice_date', (l).invoice_date, 'due_date', (l).due_date, 'total', round((((l).total_ore)::numeric / 100.0), 2), 'remaining', round((((l).remaining_ore)::numeric / 100.0), 2), 'currency', (l).currency, 'ocr', (l).ocr, 'invoice_fee', round((((l).invoice_fee_ore)::numeric / 100.0), 2), 'reminder_fee', round((((l).reminder_fee_ore)::numeric / 100.0), 2), 'reminder_fee_date', (l).reminder_fee_date, 'customer_balance', round((((l).customer_balance_ore)::numeric / 100.0), 2), 'paid', (l).paid, 'credited', (l).credited, 'cancelled', (l).cancelled, 'credit_note', (l).credit_note, 'disputed', (l).disputed, 'paused', (l).paused, 'instalment_plan', (l).instalment_plan, 'respite', (l).respite, 'sold', (l).sold, 'bankrupt', (l).bankrupt, 'deceased', (l).deceased, 'cash_invoice', (l).cash_invoice, 'draft', (l).draft, 'at_agency', (l).at_agency, 'minor', (l).minor)))::text;

--
-- Name: make_evidence_partitions(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.make_evidence_partitions() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
declare
    missing record;
begin
    for missing in
        select to_char(month, '"evidence_"YYYY_MM') as name,
            to_char(month, 'YYYY-MM-DD"T00:00:00Z"') as first,
            to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"') as next
        from generate_series(date_trunc('month', now() at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '1 month',
            interval '1 month') month
        where to_regclass(to_char(month, '"evidence_"YYYY_MM')) is null
            and not exists (
                select from evidence_default where at >= month at time zone 'UTC'
                    and at < (month + interval '1 month') at time zone 'UTC')
        order by month
    loop
        execute format('create table %I partition of evidence for values from (%L) to (%L)',
            missing.name, missing.first, missing.next);
    end loop;
end
$$;

--
-- Name: activation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activation (
    creditor bigint NOT NULL,
    payout_kind text NOT NULL,
    payout_number text NOT NULL,
    sender_line text NOT NULL,
    sender_zip text NOT NULL,
    sender_city text NOT NULL,
    sender_country text NOT NULL,
    invoice_line text NOT NULL,
    invoice_zip text NOT NULL,
    invoice_city text NOT NULL,
    invoice_country text NOT NULL,
    debt_description text NOT NULL,
    agreed_by text NOT NULL,
    agreed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    handed_in_at timestamp with time zone,
    asked_at timestamp with time zone,
    asked integer DEFAULT 0 NOT NULL,
    decided_at timestamp with time zone,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    turn bigint DEFAULT 0 NOT NULL,
    held_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    step text DEFAULT 'read'::text NOT NULL,
    version text,
    cause text,
    CONSTRAINT activation_agreed_by_check CHECK ((agreed_by <> ''::text)),
    CONSTRAINT activation_cause_check CHECK ((cause = ANY (ARRAY['details'::text, 'unknown_creditor'::text, 'partner_only'::text, 'no_access'::text]))),
    CONSTRAINT activation_payout_kind_check CHECK ((payout_kind = ANY (ARRAY['bankgiro'::text, 'plusgiro'::text]))),
    CONSTRAINT activation_step_check CHECK ((step = ANY (ARRAY['read'::text, 'hand_in'::text]))),
    CONSTRAINT activation_version CHECK (((version IS NULL) OR (step = 'hand_in'::text)))
)
WITH (fillfactor='50');

--
-- Name: activation_event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activation_event (
    creditor bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    what text NOT NULL,
    by_whom text,
    why text,
    cause text,
    CONSTRAINT activation_event_cause_check CHECK ((cause = ANY (ARRAY['details'::text, 'unknown_creditor'::text, 'partner_only'::text, 'no_access'::text]))),
    CONSTRAINT activation_event_what_check CHECK ((what = ANY (ARRAY['requested'::text, 'handed in'::text, 'hindered'::text, 'active'::text, 'refused'::text, 'activated by hand'::text])))
);

--
-- Name: activation_issue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activation_issue (
    creditor bigint NOT NULL,
    "position" integer NOT NULL,
    field text NOT NULL,
    message text NOT NULL,
    CONSTRAINT activation_issue_field_check CHECK ((field = ANY (ARRAY['payout'::text, 'sender'::text, 'sender_line'::text, 'sender_zip'::text, 'sender_city'::text, 'sender_country'::text, 'invoice'::text, 'invoice_line'::text, 'invoice_zip'::text, 'invoice_city'::text, 'invoice_country'::text, 'debt_description'::text, 'ids'::text, 'is_active'::text, 'organisation_number'::text, 'other'::text]))),
    CONSTRAINT activation_issue_position_check CHECK (("position" >= 1))
);

--
-- Name: amili_word; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.amili_word (
    word text NOT NULL,
    rank smallint NOT NULL,
    swedish text NOT NULL,
    english text NOT NULL
);

--
-- Name: answer_trouble; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.answer_trouble (
    creditor bigint NOT NULL,
    purpose text NOT NULL,
    cause text NOT NULL,
    call text NOT NULL,
    status integer,
    field text,
    wanted text,
    found text,
    place text,
    seconds bigint,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT answer_trouble_purpose_check CHECK ((purpose = ANY (ARRAY['look_up'::text, 'letter'::text, 'following'::text])))
);

--
-- Name: clock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clock (
    id boolean DEFAULT true NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ahead interval DEFAULT '00:00:00'::interval NOT NULL,
    stepped_at timestamp with time zone,
    stepped_by interval,
    CONSTRAINT clock_check CHECK (((stepped_at IS NULL) = (stepped_by IS NULL))),
    CONSTRAINT clock_id_check CHECK (id)
);

--
-- Name: console_audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    login text NOT NULL,
    action text NOT NULL,
    creditor bigint,
    run bigint,
    facts text,
    address text
);

--
-- Name: console_audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.console_audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.console_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: console_browser; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_browser (
    token_hash text NOT NULL,
    console_user bigint NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    used_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

--
-- Name: console_failure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_failure (
    key text NOT NULL,
    failures integer NOT NULL,
    since timestamp with time zone NOT NULL,
    kind text DEFAULT 'login'::text NOT NULL,
    open_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT console_failure_kind_check CHECK ((kind = ANY (ARRAY['address'::text, 'pair'::text, 'login'::text, 'browser'::text])))
);

--
-- Name: console_grant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_grant (
    console_user bigint NOT NULL,
    creditor bigint NOT NULL
);

--
-- Name: console_look; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_look (
    hour timestamp with time zone NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    login text NOT NULL,
    kind text NOT NULL,
    creditor bigint NOT NULL,
    object text NOT NULL,
    address text NOT NULL,
    looks integer NOT NULL,
    CONSTRAINT console_look_kind_check CHECK ((kind = ANY (ARRAY['list'::text, 'search'::text, 'invoice'::text, 'run'::text, 'download'::text, 'letter'::text, 'operations'::text])))
);

--
-- Name: console_sample; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_sample (
    slot timestamp with time zone NOT NULL,
    settled bigint NOT NULL,
    rejected integer NOT NULL,
    known integer NOT NULL,
    refused integer NOT NULL,
    too_many integer NOT NULL,
    unanswered integer NOT NULL,
    asked integer NOT NULL,
    not_answered integer NOT NULL
);

--
-- Name: console_search; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_search (
    id text NOT NULL,
    session text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

--
-- Name: console_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_session (
    token_hash text NOT NULL,
    console_user bigint NOT NULL,
    language text DEFAULT 'sv'::text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT console_session_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'en'::text])))
);

--
-- Name: console_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.console_user (
    id bigint NOT NULL,
    login text NOT NULL,
    role text NOT NULL,
    password text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT console_user_login_check CHECK ((login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'::text)),
    CONSTRAINT console_user_role_check CHECK ((role = ANY (ARRAY['bookkeeper'::text, 'operator'::text])))
);

--
-- Name: console_user_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.console_user ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.console_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: creditor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.creditor (
    id bigint NOT NULL,
    handle text NOT NULL,
    name text NOT NULL,
    org_number text NOT NULL,
    account text NOT NULL,
    amili_creditor text NOT NULL,
    activation text DEFAULT 'inactive'::text NOT NULL,
    weight double precision DEFAULT 1 NOT NULL,
    grace_bank_days integer DEFAULT 3 NOT NULL,
    finish_tag double precision DEFAULT 0 NOT NULL,
    canary_written text,
    canary_number text,
    next_canary_written text,
    next_canary_number text,
    next_canary_since timestamp with time zone,
    first_letter_run bigint,
    first_letter_part integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT creditor_account_check CHECK ((account ~ '^[0-9a-f]{24}$'::text)),
    CONSTRAINT creditor_activation_check CHECK ((activation = ANY (ARRAY['inactive'::text, 'pending'::text, 'active'::text, 'refused'::text]))),
    CONSTRAINT creditor_amili_creditor_check CHECK ((amili_creditor ~ '^[0-9a-f]{24}$'::text)),
    CONSTRAINT creditor_check CHECK (((canary_written IS NULL) = (canary_number IS NULL))),
    CONSTRAINT creditor_check1 CHECK (((next_canary_number IS NULL) = (next_canary_since IS NULL))),
    CONSTRAINT creditor_grace_bank_days_check CHECK (((grace_bank_days >= 0) AND (grace_bank_days <= 60))),
    CONSTRAINT creditor_handle_check CHECK ((handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
    CONSTRAINT creditor_name_check CHECK ((name <> ''::text)),
    CONSTRAINT creditor_weight_check CHECK ((weight > (0)::double precision))
);

--
-- Name: creditor_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.creditor ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.creditor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: creditor_letter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.creditor_letter (
    creditor bigint NOT NULL,
    address_lines text DEFAULT ''::text NOT NULL,
    bankgiro text,
    plusgiro text,
    phone text,
    email text,
    fee_agreed boolean DEFAULT false NOT NULL,
    pay_by_days integer DEFAULT 10 NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT creditor_letter_bankgiro_check CHECK ((bankgiro ~ '^[0-9]{7,8}$'::text)),
    CONSTRAINT creditor_letter_pay_by_days_check CHECK (((pay_by_days >= 1) AND (pay_by_days <= 60))),
    CONSTRAINT creditor_letter_plusgiro_check CHECK ((plusgiro ~ '^[0-9]{2,8}$'::text))
);

--
-- Name: invoice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invoice (
    creditor bigint NOT NULL,
    number text NOT NULL,
    written text NOT NULL,
    customer_number text,
    name text NOT NULL,
    id_number text,
    is_company boolean,
    address_line text NOT NULL,
    zip_code text NOT NULL,
    city text NOT NULL,
    country text NOT NULL,
    email text,
    mobile_number text,
    description text DEFAULT ''::text NOT NULL,
    invoice_date date NOT NULL,
    due_date date NOT NULL,
    total_ore bigint,
    remaining_ore bigint NOT NULL,
    currency text NOT NULL,
    ocr text,
    invoice_fee_ore bigint,
    reminder_fee_ore bigint,
    reminder_fee_date date,
    flags integer DEFAULT 0 NOT NULL,
    as_of timestamp with time zone NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    released_at timestamp with time zone,
    remaining_is_total boolean DEFAULT false NOT NULL,
    CONSTRAINT invoice_number_check CHECK ((number <> ''::text)),
    CONSTRAINT invoice_written_check CHECK ((written <> ''::text))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.02');
ALTER TABLE ONLY public.invoice ALTER COLUMN creditor SET STATISTICS 0;

--
-- Name: customer_credit; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.customer_credit AS
 SELECT c.creditor,
    c.customer_number,
    (sum((- abs(c.remaining_ore))) + COALESCE(( SELECT sum(o.remaining_ore) AS sum
           FROM ( SELECT invoice.remaining_ore,
                    invoice.currency,
                    invoice.flags
                   FROM public.invoice
                  WHERE ((invoice.creditor = c.creditor) AND (invoice.customer_number = c.customer_number))
                 LIMIT 10000) o
          WHERE ((o.remaining_ore > 0) AND (o.currency = 'SEK'::text) AND ((o.flags & 4103) = 0))), (0)::numeric)) AS balance_ore
   FROM public.invoice c
  WHERE ((c.customer_number IS NOT NULL) AND ((c.remaining_ore < 0) OR ((c.flags & 4) <> 0)) AND ((c.flags & 3) = 0) AND (c.remaining_ore <> 0))
  GROUP BY c.creditor, c.customer_number;

--
-- Name: draft; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.draft (
    id bigint NOT NULL,
    token text NOT NULL,
    owner bigint NOT NULL,
    creditor bigint NOT NULL,
    state text NOT NULL,
    filter text,
    selection_revision bigint,
    by_filter boolean NOT NULL,
    after_number text,
    expected integer NOT NULL,
    lines integer DEFAULT 0 NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    is_ticked boolean DEFAULT true NOT NULL,
    is_manual boolean DEFAULT false NOT NULL,
    by_email boolean DEFAULT false NOT NULL,
    with_interest boolean DEFAULT true NOT NULL,
    with_fee boolean DEFAULT false NOT NULL,
    several integer DEFAULT 0 NOT NULL,
    oldest timestamp with time zone,
    run bigint,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone DEFAULT (clock_timestamp() + '24:00:00'::interval) NOT NULL,
    choice bigint,
    chosen integer DEFAULT 0 NOT NULL,
    kept integer DEFAULT 0 NOT NULL,
    came integer DEFAULT 0 NOT NULL,
    CONSTRAINT draft_check CHECK (((state = 'sent'::text) = (run IS NOT NULL))),
    CONSTRAINT draft_state_check CHECK ((state = ANY (ARRAY['building'::text, 'ready'::text, 'sent'::text]))),
    CONSTRAINT draft_token_check CHECK ((token ~ '^[0-9a-f]{32}$'::text))
);

--
-- Name: draft_choice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.draft_choice (
    draft bigint NOT NULL,
    pos integer NOT NULL,
    is_ticked boolean,
    is_manual boolean,
    by_email boolean,
    with_interest boolean,
    with_fee boolean,
    remaining_ore bigint NOT NULL,
    obstacle smallint,
    is_warned boolean NOT NULL,
    is_stale boolean NOT NULL,
    debtor bigint NOT NULL
);

--
-- Name: draft_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.draft ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: draft_line; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.draft_line (
    draft bigint NOT NULL,
    pos integer NOT NULL,
    number text NOT NULL,
    remaining_ore bigint NOT NULL,
    obstacle smallint,
    warnings smallint DEFAULT 0 NOT NULL,
    is_stale boolean NOT NULL,
    debtor bigint NOT NULL,
    is_new boolean DEFAULT false NOT NULL,
    CONSTRAINT draft_line_pos_check CHECK ((pos >= 1))
);

--
-- Name: draft_pick; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.draft_pick (
    draft bigint NOT NULL,
    number text NOT NULL,
    is_out boolean NOT NULL
);

--
-- Name: draft_sum; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.draft_sum (
    draft bigint NOT NULL,
    obstacle smallint NOT NULL,
    is_warned boolean NOT NULL,
    is_stale boolean NOT NULL,
    lines integer NOT NULL,
    ore bigint NOT NULL
);

--
-- Name: era; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.era (
    id boolean DEFAULT true NOT NULL,
    system text NOT NULL,
    timeline bigint NOT NULL,
    CONSTRAINT era_id_check CHECK (id)
);

--
-- Name: evidence; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence (
    creditor bigint NOT NULL,
    run bigint NOT NULL,
    pos integer,
    first integer,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    attempt integer,
    worker bigint,
    http_status integer,
    curl_code integer,
    written boolean,
    ms integer,
    from_state "char",
    to_state "char",
    why text,
    decision text,
    by_whom text,
    CONSTRAINT evidence_decision CHECK ((((kind = 'human'::text) = (decision IS NOT NULL)) AND ((kind = 'human'::text) = (by_whom IS NOT NULL)) AND ((decision IS NULL) OR (decision = ANY (ARRAY['released'::text, 'run_cancelled'::text, 'manual_cancelled'::text, 'not_sent'::text, 'sent'::text, 'manual_done'::text, 'manual_undone'::text, 'part_retried'::text, 'same_invoice'::text, 'another_invoice'::text, 'incident_closed'::text, 'other'::text]))))),
    CONSTRAINT evidence_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'lookup'::text, 'state'::text, 'human'::text])))
)
PARTITION BY RANGE (at);

--
-- Name: evidence_default; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_default (
    creditor bigint NOT NULL,
    run bigint NOT NULL,
    pos integer,
    first integer,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    attempt integer,
    worker bigint,
    http_status integer,
    curl_code integer,
    written boolean,
    ms integer,
    from_state "char",
    to_state "char",
    why text,
    decision text,
    by_whom text,
    CONSTRAINT evidence_decision CHECK ((((kind = 'human'::text) = (decision IS NOT NULL)) AND ((kind = 'human'::text) = (by_whom IS NOT NULL)) AND ((decision IS NULL) OR (decision = ANY (ARRAY['released'::text, 'run_cancelled'::text, 'manual_cancelled'::text, 'not_sent'::text, 'sent'::text, 'manual_done'::text, 'manual_undone'::text, 'part_retried'::text, 'same_invoice'::text, 'another_invoice'::text, 'incident_closed'::text, 'other'::text]))))),
    CONSTRAINT evidence_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'lookup'::text, 'state'::text, 'human'::text])))
);

--
-- Name: filter_choice; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.filter_choice (
    id bigint NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

--
-- Name: filter_choice_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.filter_choice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.filter_choice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: filter_choice_part; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.filter_choice_part (
    choice bigint NOT NULL,
    seq integer NOT NULL,
    first text NOT NULL,
    last text NOT NULL,
    numbers text[] NOT NULL
);

--
-- Name: host_line_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.host_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.host_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: host_reject; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.host_reject (
    request bigint NOT NULL,
    line integer NOT NULL,
    invoice_number text,
    field text,
    code text NOT NULL,
    reason text NOT NULL,
    remedy text NOT NULL,
    CONSTRAINT host_reject_line_check CHECK ((line > 0))
);

--
-- Name: host_request; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.host_request (
    id bigint NOT NULL,
    creditor bigint NOT NULL,
    batch text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    hold interval,
    grace_bank_days integer,
    digest text NOT NULL,
    lines integer NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    requested_by text NOT NULL,
    run bigint,
    cancelled_at timestamp with time zone,
    problem text,
    finished_at timestamp with time zone,
    CONSTRAINT host_request_batch_check CHECK (((octet_length(batch) >= 1) AND (octet_length(batch) <= 200))),
    CONSTRAINT host_request_check CHECK ((num_nonnulls(run, problem) <= 1)),
    CONSTRAINT host_request_check1 CHECK (((finished_at IS NULL) OR (num_nonnulls(run, problem, cancelled_at) > 0))),
    CONSTRAINT host_request_grace_bank_days_check CHECK (((grace_bank_days >= 0) AND (grace_bank_days <= 60))),
    CONSTRAINT host_request_hold_check CHECK (((hold >= '00:00:00'::interval) AND (hold <= '30 days'::interval))),
    CONSTRAINT host_request_lines_check CHECK ((lines > 0))
);

--
-- Name: host_request_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.host_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.host_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: incident; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incident (
    creditor bigint NOT NULL,
    run bigint NOT NULL,
    pos integer NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    case_ids text[] DEFAULT '{}'::text[] NOT NULL,
    closed_at timestamp with time zone,
    closed_why text,
    id bigint NOT NULL,
    closed_by text,
    CONSTRAINT incident_kind CHECK ((kind = ANY (ARRAY['two_cases'::text, 'late_acceptance'::text, 'second_case'::text, 'lost_case'::text, 'two_spellings'::text])))
);

--
-- Name: incident_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.incident ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.incident_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: part; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.part (
    run bigint NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    creditor bigint NOT NULL,
    turn double precision NOT NULL,
    state text NOT NULL,
    worker bigint,
    attempt integer DEFAULT 0 NOT NULL,
    claimed_at timestamp with time zone,
    due_at timestamp with time zone,
    doubt_until timestamp with time zone,
    stopped boolean DEFAULT false NOT NULL,
    crashes smallint DEFAULT 0 NOT NULL,
    setbacks smallint DEFAULT 0 NOT NULL,
    n_q smallint DEFAULT 0 NOT NULL,
    n_u smallint DEFAULT 0 NOT NULL,
    n_a smallint DEFAULT 0 NOT NULL,
    n_r smallint DEFAULT 0 NOT NULL,
    n_s smallint DEFAULT 0 NOT NULL,
    n_f smallint DEFAULT 0 NOT NULL,
    n_c smallint DEFAULT 0 NOT NULL,
    n_m smallint DEFAULT 0 NOT NULL,
    manual_open boolean DEFAULT false NOT NULL,
    exception_pos integer[],
    exception_state "char"[],
    exception_reason smallint[],
    asked_at timestamp with time zone,
    asked_attempt integer,
    doubt_for interval,
    amili_doubt_until timestamp with time zone,
    sent_attempt integer,
    stuck_until timestamp with time zone,
    accepted_reason smallint[],
    CONSTRAINT part_check CHECK (((last >= first) AND (last <= (first + 98)))),
    CONSTRAINT part_check1 CHECK (((((((((n_q + n_u) + n_a) + n_r) + n_s) + n_f) + n_c) + n_m) = ((last - first) + 1))),
    CONSTRAINT part_check2 CHECK ((LEAST(n_q, n_u, n_a, n_r, n_s, n_f, n_c, n_m) >= 0)),
    CONSTRAINT part_check3 CHECK (((state = 'claimed'::text) = (worker IS NOT NULL))),
    CONSTRAINT part_check4 CHECK (((state = 'waiting'::text) = (due_at IS NOT NULL))),
    CONSTRAINT part_check5 CHECK (((state = 'done'::text) = ((n_q + n_u) = 0))),
    CONSTRAINT part_check6 CHECK (((n_u = 0) OR (doubt_until IS NOT NULL))),
    CONSTRAINT part_exceptions CHECK ((((exception_pos IS NULL) = (exception_state IS NULL)) AND ((exception_pos IS NULL) = (exception_reason IS NULL)) AND ((exception_pos IS NULL) OR ((cardinality(exception_pos) = (((((n_u + n_r) + n_s) + n_f) + n_c) + n_m)) AND (cardinality(exception_state) = cardinality(exception_pos)) AND (cardinality(exception_reason) = cardinality(exception_pos)))))),
    CONSTRAINT part_first_check CHECK ((first >= 1)),
    CONSTRAINT part_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'waiting'::text, 'claimed'::text, 'done'::text, 'stuck'::text])))
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.01', autovacuum_vacuum_threshold='1000', autovacuum_analyze_scale_factor='0.01', autovacuum_analyze_threshold='1000');

--
-- Name: permit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.permit (
    creditor bigint NOT NULL,
    number text NOT NULL,
    run bigint NOT NULL,
    pos integer NOT NULL,
    case_id text,
    amili_state text,
    CONSTRAINT permit_pruned CHECK ((((case_id IS NULL) = (amili_state IS NULL)) AND starts_with(amili_state, 'closed'::text)))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.02');
ALTER TABLE ONLY public.permit ALTER COLUMN creditor SET STATISTICS 0;
ALTER TABLE ONLY public.permit ALTER COLUMN run SET STATISTICS 0;

--
-- Name: poll; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.poll (
    creditor bigint NOT NULL,
    turn bigint DEFAULT 0 NOT NULL,
    held_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    failures smallint DEFAULT 0 NOT NULL,
    changes_due_at timestamp with time zone DEFAULT (clock_timestamp() + '00:01:00'::interval) NOT NULL,
    watermark timestamp with time zone,
    changes_page integer DEFAULT 1 NOT NULL,
    changes_began timestamp with time zone,
    changes_taken_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    whole_due_at timestamp with time zone DEFAULT (clock_timestamp() + '00:01:00'::interval) NOT NULL,
    whole_page integer DEFAULT 1 NOT NULL,
    whole_began timestamp with time zone,
    whole_taken_at timestamp with time zone,
    whole_read integer DEFAULT 0 NOT NULL,
    whole_open integer DEFAULT 0 NOT NULL,
    open_cases integer,
    whole_finished_at timestamp with time zone,
    CONSTRAINT poll_changes_page_check CHECK ((changes_page >= 1)),
    CONSTRAINT poll_whole_page_check CHECK ((whole_page >= 1))
)
WITH (fillfactor='50');

--
-- Name: reason; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reason (
    id smallint NOT NULL,
    code text NOT NULL,
    swedish text NOT NULL,
    english text NOT NULL
);

--
-- Name: reminder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reminder (
    creditor bigint NOT NULL,
    run bigint NOT NULL,
    pos integer NOT NULL,
    number text NOT NULL,
    state "char" NOT NULL,
    reason smallint,
    attempts smallint DEFAULT 0 NOT NULL,
    case_id text,
    amili_ocr text,
    amili_state text,
    doubt_since timestamp with time zone,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    confirmed_at timestamp with time zone,
    amili_status text,
    amili_doubt_since timestamp with time zone,
    CONSTRAINT reminder_accepted CHECK (((state <> 'a'::"char") OR (case_id IS NOT NULL) OR (reason IS NOT NULL))),
    CONSTRAINT reminder_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT reminder_check1 CHECK (((state <> 'u'::"char") OR (doubt_since IS NOT NULL))),
    CONSTRAINT reminder_check2 CHECK (((state <> ALL (ARRAY['r'::"char", 's'::"char", 'f'::"char"])) OR (reason IS NOT NULL))),
    CONSTRAINT reminder_pos_check CHECK ((pos >= 1)),
    CONSTRAINT reminder_state_check CHECK ((state = ANY (ARRAY['q'::"char", 'u'::"char", 'a'::"char", 'r'::"char", 's'::"char", 'f'::"char", 'c'::"char", 'm'::"char"])))
)
WITH (fillfactor='26', autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.02');
ALTER TABLE ONLY public.reminder ALTER COLUMN creditor SET STATISTICS 0;
ALTER TABLE ONLY public.reminder ALTER COLUMN run SET STATISTICS 0;

--
-- Name: run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.run (
    id bigint NOT NULL,
    creditor bigint NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    state text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    grace_bank_days integer NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    queued integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_by text NOT NULL,
    hold_until timestamp with time zone,
    released_at timestamp with time zone,
    paused_at timestamp with time zone,
    pause_words text,
    stopped_at timestamp with time zone,
    finished_at timestamp with time zone,
    manual integer DEFAULT 0 NOT NULL,
    resumed_at timestamp with time zone,
    pause_cause text,
    pause_count integer,
    pruned integer DEFAULT 0 NOT NULL,
    pruned_at timestamp with time zone,
    CONSTRAINT run_check CHECK (((state = 'done'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT run_check1 CHECK (((state = 'held'::text) <= (hold_until IS NOT NULL))),
    CONSTRAINT run_check2 CHECK (((state = ANY (ARRAY['open'::text, 'done'::text])) <= (released_at IS NOT NULL))),
    CONSTRAINT run_grace_bank_days_check CHECK (((grace_bank_days >= 0) AND (grace_bank_days <= 60))),
    CONSTRAINT run_key_check CHECK ((key <> ''::text)),
    CONSTRAINT run_lines CHECK ((((queued + skipped) + manual) = total)),
    CONSTRAINT run_pause CHECK ((((paused_at IS NULL) = (pause_cause IS NULL)) AND ((paused_at IS NULL) = (pause_count IS NULL)) AND ((paused_at IS NULL) = (pause_words IS NULL)))),
    CONSTRAINT run_pause_cause_check CHECK ((pause_cause = 'rejections'::text)),
    CONSTRAINT run_pause_count_check CHECK ((pause_count > 0)),
    CONSTRAINT run_pruned CHECK (((pruned >= 0) AND (pruned <= total))),
    CONSTRAINT run_pruned_at CHECK (((pruned = 0) = (pruned_at IS NULL))),
    CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['loading'::text, 'held'::text, 'open'::text, 'done'::text]))),
    CONSTRAINT run_total_check CHECK ((total >= 0))
);

--
-- Name: throttle; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.throttle (
    scope text NOT NULL,
    creditor bigint,
    rate double precision NOT NULL,
    tat timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    granted double precision DEFAULT 0 NOT NULL,
    closed_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    closed_words text,
    paused boolean DEFAULT false NOT NULL,
    stands_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    paused_by text,
    closed_cause text,
    opened_at timestamp with time zone,
    window_opens time without time zone,
    window_closes time without time zone,
    window_bank_days boolean,
    letters_from timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    letters_until timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT throttle_cause CHECK ((closed_cause = ANY (ARRAY['credential'::text, 'token refused'::text, 'creditor refused'::text, 'too many'::text, 'retry after'::text, 'silence'::text, 'letters'::text, 'history'::text]))),
    CONSTRAINT throttle_rate_check CHECK ((rate > (0)::double precision)),
    CONSTRAINT throttle_scope CHECK (((scope = ANY (ARRAY['amili'::text, 'polls'::text])) = (creditor IS NULL))),
    CONSTRAINT throttle_window CHECK (((num_nulls(window_opens, window_closes, window_bank_days) = ANY (ARRAY[0, 3])) AND ((window_opens IS NULL) OR ((creditor IS NOT NULL) AND (window_opens < window_closes))) AND ((window_opens IS NOT NULL) OR ((letters_from = '-infinity'::timestamp with time zone) AND (letters_until = 'infinity'::timestamp with time zone)))))
)
WITH (fillfactor='50');

--
-- Name: reminder_list; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.reminder_list AS
 SELECT c.handle AS creditor,
    COALESCE(i.written, r.number) AS invoice_number,
    r.run,
        CASE r.state
            WHEN 'q'::"char" THEN 'queued'::text
            WHEN 'u'::"char" THEN 'uncertain'::text
            WHEN 'a'::"char" THEN 'accepted'::text
            WHEN 'r'::"char" THEN 'rejected'::text
            WHEN 's'::"char" THEN 'skipped'::text
            WHEN 'f'::"char" THEN 'failed'::text
            WHEN 'c'::"char" THEN 'cancelled'::text
            WHEN 'm'::"char" THEN 'manual'::text
            ELSE NULL::text
        END AS state,
        CASE
            WHEN ((r.state = 'q'::"char") AND p.stopped) THEN 'Avbryts'::text
            WHEN ((r.state = 'q'::"char") AND (u.state = 'held'::text)) THEN 'Väntar'::text
            WHEN ((r.state = 'q'::"char") AND ((u.paused_at IS NOT NULL) OR t.paused)) THEN 'Pausad'::text
            WHEN ((r.state = 'q'::"char") AND (r.attempts > 0)) THEN 'Nytt försök'::text
            WHEN ((r.state = 'q'::"char") AND (p.state = 'claimed'::text)) THEN 'Skickas till Amili'::text
            WHEN (r.state = 'q'::"char") THEN 'I kö'::text
            WHEN (r.state = 'u'::"char") THEN 'Kontrolleras hos Amili'::text
            WHEN ((r.state = 'a'::"char") AND (w.first >= w.second)) THEN COALESCE(a.swedish, ('Hos Amili: '::text || r.amili_state))
            WHEN (r.state = 'a'::"char") THEN COALESCE(b.swedish, ('Hos Amili: '::text || r.amili_status))
            WHEN (r.state = 'r'::"char") THEN 'Avvisad av Amili'::text
            WHEN (r.state = 's'::"char") THEN 'Hoppades över'::text
            WHEN (r.state = 'f'::"char") THEN 'Misslyckades'::text
            WHEN (r.state = 'c'::"char") THEN 'Avbruten'::text
            WHEN ((r.state = 'm'::"char") AND (n.code = 'MANUAL_DONE'::text)) THEN 'Påmind för hand'::text
            WHEN (r.state = 'm'::"char") THEN 'Att göra för hand'::text
            ELSE NULL::text
        END AS shown,
    n.code AS reason,
    n.swedish AS reason_sv,
    n.english AS reason_en,
    (r.attempts)::integer AS attempts,
        CASE
            WHEN ((r.state = 'q'::"char") AND isfinite(p.due_at)) THEN p.due_at
            WHEN (r.state = 'u'::"char") THEN GREATEST(p.doubt_until, p.due_at)
            ELSE NULL::timestamp with time zone
        END AS next_attempt_at,
    r.case_id,
    r.amili_ocr,
    r.amili_state,
    i.remaining_ore,
    i.due_date,
    GREATEST(r.changed_at, u.released_at) AS changed_at,
        CASE
            WHEN ((r.state = 'a'::"char") AND (COALESCE(r.amili_state, r.amili_status) IS NOT NULL)) THEN GREATEST(r.confirmed_at, l.confirmed_at)
            ELSE r.confirmed_at
        END AS confirmed_at,
    r.creditor AS creditor_id,
    r.number AS invoice_key,
    r.pos,
        CASE
            WHEN ((r.state = 'q'::"char") AND p.stopped) THEN 'Being cancelled'::text
            WHEN ((r.state = 'q'::"char") AND (u.state = 'held'::text)) THEN 'Waiting'::text
            WHEN ((r.state = 'q'::"char") AND ((u.paused_at IS NOT NULL) OR t.paused)) THEN 'Paused'::text
            WHEN ((r.state = 'q'::"char") AND (r.attempts > 0)) THEN 'Trying again'::text
            WHEN ((r.state = 'q'::"char") AND (p.state = 'claimed'::text)) THEN 'Being sent to Amili'::text
            WHEN (r.state = 'q'::"char") THEN 'Queued'::text
            WHEN (r.state = 'u'::"char") THEN 'Being checked with Amili'::text
            WHEN ((r.state = 'a'::"char") AND (w.first >= w.second)) THEN COALESCE(a.english, ('At Amili: '::text || r.amili_state))
            WHEN (r.state = 'a'::"char") THEN COALESCE(b.english, ('At Amili: '::text || r.amili_status))
            WHEN (r.state = 'r'::"char") THEN 'Rejected by Amili'::text
            WHEN (r.state = 's'::"char") THEN 'Skipped'::text
            WHEN (r.state = 'f'::"char") THEN 'Failed'::text
            WHEN (r.state = 'c'::"char") THEN 'Cancelled'::text
            WHEN ((r.state = 'm'::"char") AND (n.code = 'MANUAL_DONE'::text)) THEN 'Reminded by hand'::text
            WHEN (r.state = 'm'::"char") THEN 'To be done by hand'::text
            ELSE NULL::text
        END AS shown_en,
    COALESCE(((r.state = 'a'::"char") AND (GREATEST(w.first, w.second) < 90) AND (((i.flags & 3) <> 0) OR (i.remaining_ore <= 0))), false) AS paid_after_handover,
    r.amili_status,
        CASE
            WHEN (r.state <> 'q'::"char") THEN NULL::text
            WHEN p.stopped THEN 'cancelling'::text
            WHEN (u.state = 'held'::text) THEN 'held'::text
            WHEN ((u.paused_at IS NOT NULL) OR t.paused) THEN 'paused'::text
            WHEN (r.attempts > 0) THEN 'retrying'::text
            WHEN (p.state = 'claimed'::text) THEN 'sending'::text
            ELSE 'queued'::text
        END AS queue_state
   FROM ((((((((((public.reminder r
     JOIN public.creditor c ON ((c.id = r.creditor)))
     JOIN public.run u ON ((u.id = r.run)))
     LEFT JOIN public.throttle t ON ((t.creditor = r.creditor)))
     LEFT JOIN public.poll l ON ((l.creditor = r.creditor)))
     LEFT JOIN public.part p ON (((p.run = r.run) AND (p.first = ((((r.pos - 1) / 99) * 99) + 1)))))
     LEFT JOIN public.invoice i ON (((i.creditor = r.creditor) AND (i.number = r.number))))
     LEFT JOIN public.reason n ON ((n.id = r.reason)))
     LEFT JOIN public.amili_word a ON ((a.word =
        CASE
            WHEN (r.state <> 'a'::"char") THEN NULL::text
            WHEN (r.amili_state IS NULL) THEN 'active'::text
            WHEN (starts_with(r.amili_state, 'closed'::text) AND (r.amili_state <> 'closed_paid'::text)) THEN 'closed'::text
            ELSE r.amili_state
        END)))
     LEFT JOIN public.amili_word b ON ((b.word =
        CASE
            WHEN (r.state <> 'a'::"char") THEN NULL::text
            WHEN (starts_with(r.amili_status, 'closed'::text) AND (r.amili_status <> 'closed_paid'::text)) THEN 'closed'::text
            ELSE r.amili_status
        END)))
     CROSS JOIN LATERAL ( SELECT
                CASE
                    WHEN (r.amili_state IS NULL) THEN 0
                    ELSE COALESCE((a.rank)::integer, 15)
                END AS first,
                CASE
                    WHEN (r.amili_status IS NULL) THEN 0
                    ELSE COALESCE((b.rank)::integer, 15)
                END AS second) w);

--
-- Name: invoice_list; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.invoice_list AS
 SELECT c.handle AS creditor,
    i.written AS invoice_number,
    COALESCE(l.run, g.run) AS run,
    COALESCE(l.state, g.state, 'none'::text) AS state,
    COALESCE(l.shown, g.shown, 'Ingen påminnelse'::text) AS shown,
    l.reason,
    l.reason_sv,
    l.reason_en,
    COALESCE(l.attempts, 0) AS attempts,
    l.next_attempt_at,
    COALESCE(l.case_id, g.case_id) AS case_id,
    l.amili_ocr,
    COALESCE(l.amili_state, g.amili_state) AS amili_state,
    i.remaining_ore,
    i.due_date,
    GREATEST(i.changed_at, l.changed_at) AS changed_at,
    l.confirmed_at,
    i.creditor AS creditor_id,
    i.number AS invoice_key,
    COALESCE(l.shown_en, g.shown_en, 'No reminder'::text) AS shown_en,
    COALESCE(l.paid_after_handover, false) AS paid_after_handover,
    l.amili_status,
    l.queue_state,
    COALESCE(l.pos, g.pos) AS pos
   FROM (((((public.invoice i
     JOIN public.creditor c ON ((c.id = i.creditor)))
     LEFT JOIN LATERAL ( SELECT permit.creditor,
            permit.number,
            permit.run,
            permit.pos,
            permit.case_id,
            permit.amili_state
           FROM public.permit
          WHERE ((permit.creditor = i.creditor) AND (permit.number = i.number))
         OFFSET 0) h ON (true))
     LEFT JOIN LATERAL ( SELECT r.run,
            r.pos
           FROM public.reminder r
          WHERE ((r.creditor = i.creditor) AND (r.number = i.number) AND (h.case_id IS NULL))
          ORDER BY ((r.run = h.run) AND (r.pos = h.pos)) DESC NULLS LAST, r.run DESC, r.pos
         LIMIT 1) live ON (true))
     LEFT JOIN LATERAL ( SELECT reminder_list.creditor,
            reminder_list.invoice_number,
            reminder_list.run,
            reminder_list.state,
            reminder_list.shown,
            reminder_list.reason,
            reminder_list.reason_sv,
            reminder_list.reason_en,
            reminder_list.attempts,
            reminder_list.next_attempt_at,
            reminder_list.case_id,
            reminder_list.amili_ocr,
            reminder_list.amili_state,
            reminder_list.remaining_ore,
            reminder_list.due_date,
            reminder_list.changed_at,
            reminder_list.confirmed_at,
            reminder_list.creditor_id,
            reminder_list.invoice_key,
            reminder_list.pos,
            reminder_list.shown_en,
            reminder_list.paid_after_handover,
            reminder_list.amili_status,
            reminder_list.queue_state
           FROM public.reminder_list
          WHERE ((reminder_list.creditor_id = i.creditor) AND (reminder_list.run = live.run) AND (reminder_list.pos = live.pos))
         OFFSET 0) l ON (true))
     LEFT JOIN LATERAL ( SELECT h.run,
            h.pos,
            h.case_id,
            h.amili_state,
            'accepted'::text AS state,
            w.swedish AS shown,
            w.english AS shown_en
           FROM public.amili_word w
          WHERE ((h.case_id IS NOT NULL) AND (w.word =
                CASE h.amili_state
                    WHEN 'closed_paid'::text THEN h.amili_state
                    ELSE 'closed'::text
                END))) g ON (true));

--
-- Name: invoice_twin; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invoice_twin (
    creditor bigint NOT NULL,
    number text NOT NULL,
    canonical text NOT NULL,
    found_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settled_at timestamp with time zone
);

--
-- Name: loader; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.loader (
    creditor bigint NOT NULL
);

--
-- Name: lost_time; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lost_time (
    id bigint NOT NULL,
    noted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    closes_after timestamp with time zone NOT NULL,
    amili_closes_after timestamp with time zone,
    CONSTRAINT lost_time_check CHECK ((until >= since))
);

--
-- Name: lost_time_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.lost_time ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.lost_time_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: manual_reminder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.manual_reminder (
    creditor bigint NOT NULL,
    run bigint NOT NULL,
    pos integer NOT NULL,
    by_email boolean NOT NULL,
    with_interest boolean NOT NULL,
    with_fee boolean NOT NULL,
    todo boolean NOT NULL,
    done_at timestamp with time zone,
    done_by text,
    claimed_until date,
    claimed_ore bigint,
    interest_ore bigint,
    fee_ore bigint,
    shown_until date,
    shown_ore bigint,
    shown_interest_ore bigint,
    shown_fee_ore bigint,
    CONSTRAINT manual_reminder_check CHECK ((todo <= (done_at IS NULL))),
    CONSTRAINT manual_reminder_check1 CHECK (((done_at IS NULL) = (done_by IS NULL))),
    CONSTRAINT manual_reminder_check2 CHECK (((done_at IS NULL) = (claimed_until IS NULL))),
    CONSTRAINT manual_reminder_check3 CHECK (((done_at IS NULL) = (claimed_ore IS NULL))),
    CONSTRAINT manual_reminder_check4 CHECK (((done_at IS NULL) = (fee_ore IS NULL))),
    CONSTRAINT manual_reminder_check5 CHECK (((done_at IS NOT NULL) OR (interest_ore IS NULL))),
    CONSTRAINT manual_reminder_fee_ore_check CHECK (((fee_ore >= 0) AND (fee_ore <= 6000))),
    CONSTRAINT manual_reminder_interest_ore_check CHECK ((interest_ore >= 0)),
    CONSTRAINT manual_reminder_pos_check CHECK ((pos >= 1)),
    CONSTRAINT manual_reminder_shown CHECK ((((shown_until IS NULL) = (shown_ore IS NULL)) AND ((shown_until IS NULL) = (shown_fee_ore IS NULL)) AND ((shown_until IS NOT NULL) OR (shown_interest_ore IS NULL)))),
    CONSTRAINT manual_reminder_shown_fee_ore_check CHECK (((shown_fee_ore >= 0) AND (shown_fee_ore <= 6000))),
    CONSTRAINT manual_reminder_shown_interest_ore_check CHECK ((shown_interest_ore >= 0))
);
ALTER TABLE ONLY public.manual_reminder ALTER COLUMN creditor SET STATISTICS 0;
ALTER TABLE ONLY public.manual_reminder ALTER COLUMN run SET STATISTICS 0;

--
-- Name: run_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    breaking boolean NOT NULL
);

--
-- Name: selection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.selection (
    owner bigint NOT NULL,
    creditor bigint NOT NULL,
    filter text,
    matched integer DEFAULT 0 NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    choice bigint,
    CONSTRAINT selection_check CHECK (((filter IS NOT NULL) OR (matched = 0))),
    CONSTRAINT selection_matched_check CHECK ((matched >= 0))
);

--
-- Name: selection_tick; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.selection_tick (
    owner bigint NOT NULL,
    creditor bigint NOT NULL,
    number text NOT NULL,
    is_out boolean NOT NULL
);

--
-- Name: vclock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vclock (
    id boolean DEFAULT true NOT NULL,
    v double precision DEFAULT 0 NOT NULL,
    CONSTRAINT vclock_id_check CHECK (id)
);

--
-- Name: worker; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.worker (
    id bigint NOT NULL,
    name text NOT NULL,
    beat bigint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    dead_at timestamp with time zone,
    lease interval DEFAULT '00:00:10'::interval NOT NULL,
    acted_at timestamp with time zone,
    waits text[],
    amili_at timestamp with time zone
)
WITH (fillfactor='50');

--
-- Name: evidence_default; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_default DEFAULT;

--
-- Name: activation_issue activation_issue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation_issue
    ADD CONSTRAINT activation_issue_pkey PRIMARY KEY (creditor, "position");

--
-- Name: activation activation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation
    ADD CONSTRAINT activation_pkey PRIMARY KEY (creditor);

--
-- Name: amili_word amili_word_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.amili_word
    ADD CONSTRAINT amili_word_pkey PRIMARY KEY (word);

--
-- Name: answer_trouble answer_trouble_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_trouble
    ADD CONSTRAINT answer_trouble_pkey PRIMARY KEY (creditor, purpose);

--
-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (id);

--
-- Name: console_audit console_audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_audit
    ADD CONSTRAINT console_audit_pkey PRIMARY KEY (id);

--
-- Name: console_browser console_browser_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_browser
    ADD CONSTRAINT console_browser_pkey PRIMARY KEY (token_hash);

--
-- Name: console_failure console_failure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_failure
    ADD CONSTRAINT console_failure_pkey PRIMARY KEY (key);

--
-- Name: console_grant console_grant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_grant
    ADD CONSTRAINT console_grant_pkey PRIMARY KEY (console_user, creditor);

--
-- Name: console_look console_look_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_look
    ADD CONSTRAINT console_look_pkey PRIMARY KEY (hour, login, kind, creditor, object, address);

--
-- Name: console_sample console_sample_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_sample
    ADD CONSTRAINT console_sample_pkey PRIMARY KEY (slot);

--
-- Name: console_search console_search_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_search
    ADD CONSTRAINT console_search_pkey PRIMARY KEY (id);

--
-- Name: console_session console_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_session
    ADD CONSTRAINT console_session_pkey PRIMARY KEY (token_hash);

--
-- Name: console_user console_user_login_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_user
    ADD CONSTRAINT console_user_login_key UNIQUE (login);

--
-- Name: console_user console_user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_user
    ADD CONSTRAINT console_user_pkey PRIMARY KEY (id);

--
-- Name: creditor creditor_account_amili_creditor_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.creditor
    ADD CONSTRAINT creditor_account_amili_creditor_key UNIQUE (account, amili_creditor);

--
-- Name: creditor creditor_handle_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.creditor
    ADD CONSTRAINT creditor_handle_key UNIQUE (handle);

--
-- Name: creditor_letter creditor_letter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.creditor_letter
    ADD CONSTRAINT creditor_letter_pkey PRIMARY KEY (creditor);

--
-- Name: creditor creditor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.creditor
    ADD CONSTRAINT creditor_pkey PRIMARY KEY (id);

--
-- Name: draft_choice draft_choice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft_choice
    ADD CONSTRAINT draft_choice_pkey PRIMARY KEY (draft, pos);

--
-- Name: draft_line draft_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft_line
    ADD CONSTRAINT draft_line_pkey PRIMARY KEY (draft, pos);

--
-- Name: draft_pick draft_pick_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft_pick
    ADD CONSTRAINT draft_pick_pkey PRIMARY KEY (draft, number);

--
-- Name: draft draft_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);

--
-- Name: draft_sum draft_sum_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft_sum
    ADD CONSTRAINT draft_sum_pkey PRIMARY KEY (draft, obstacle, is_warned, is_stale);

--
-- Name: draft draft_token_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_token_key UNIQUE (token);

--
-- Name: era era_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.era
    ADD CONSTRAINT era_pkey PRIMARY KEY (id);

--
-- Name: filter_choice_part filter_choice_part_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filter_choice_part
    ADD CONSTRAINT filter_choice_part_pkey PRIMARY KEY (choice, seq);

--
-- Name: filter_choice filter_choice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filter_choice
    ADD CONSTRAINT filter_choice_pkey PRIMARY KEY (id);

--
-- Name: host_line host_line_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_line
    ADD CONSTRAINT host_line_pkey PRIMARY KEY (id);

--
-- Name: host_reject host_reject_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_reject
    ADD CONSTRAINT host_reject_pkey PRIMARY KEY (request, line);

--
-- Name: host_request host_request_creditor_batch_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_request
    ADD CONSTRAINT host_request_creditor_batch_key UNIQUE (creditor, batch);

--
-- Name: host_request host_request_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_request
    ADD CONSTRAINT host_request_pkey PRIMARY KEY (id);

--
-- Name: incident incident_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_id_key UNIQUE (id);

--
-- Name: incident incident_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (creditor, run, pos);

--
-- Name: invoice invoice_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoice
    ADD CONSTRAINT invoice_pkey PRIMARY KEY (creditor, number);

--
-- Name: invoice_twin invoice_twin_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoice_twin
    ADD CONSTRAINT invoice_twin_pkey PRIMARY KEY (creditor, number);

--
-- Name: loader loader_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.loader
    ADD CONSTRAINT loader_pkey PRIMARY KEY (creditor);

--
-- Name: lost_time lost_time_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lost_time
    ADD CONSTRAINT lost_time_pkey PRIMARY KEY (id);

--
-- Name: manual_reminder manual_reminder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manual_reminder
    ADD CONSTRAINT manual_reminder_pkey PRIMARY KEY (creditor, run, pos);

--
-- Name: part part_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_pkey PRIMARY KEY (run, first);

--
-- Name: permit permit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.permit
    ADD CONSTRAINT permit_pkey PRIMARY KEY (creditor, number);

--
-- Name: poll poll_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.poll
    ADD CONSTRAINT poll_pkey PRIMARY KEY (creditor);

--
-- Name: reason reason_code_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reason
    ADD CONSTRAINT reason_code_key UNIQUE (code);

--
-- Name: reason reason_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reason
    ADD CONSTRAINT reason_pkey PRIMARY KEY (id);

--
-- Name: reminder reminder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT reminder_pkey PRIMARY KEY (creditor, run, pos);

--
-- Name: run run_creditor_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_creditor_key_key UNIQUE (creditor, key);

--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

--
-- Name: selection selection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.selection
    ADD CONSTRAINT selection_pkey PRIMARY KEY (owner, creditor);

--
-- Name: selection_tick selection_tick_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.selection_tick
    ADD CONSTRAINT selection_tick_pkey PRIMARY KEY (owner, creditor, number);

--
-- Name: throttle throttle_creditor_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_creditor_key UNIQUE (creditor);

--
-- Name: throttle throttle_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (scope);

--
-- Name: vclock vclock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vclock
    ADD CONSTRAINT vclock_pkey PRIMARY KEY (id);

--
-- Name: worker worker_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

--
-- Name: activation_event_creditor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activation_event_creditor ON public.activation_event USING btree (creditor, at);

--
-- Name: console_audit_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX console_audit_newest ON public.console_audit USING btree (at, id);

--
-- Name: console_browser_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX console_browser_user ON public.console_browser USING btree (console_user);

--
-- Name: console_look_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX console_look_newest ON public.console_look USING btree (at);

--
-- Name: console_search_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX console_search_session ON public.console_search USING btree (session);

--
-- Name: console_session_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX console_session_user ON public.console_session USING btree (console_user);

--
-- Name: draft_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX draft_age ON public.draft USING btree (expires_at);

--
-- Name: draft_line_debtor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX draft_line_debtor ON public.draft_line USING btree (draft, debtor, pos) WHERE (obstacle IS NULL);

--
-- Name: draft_line_new; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX draft_line_new ON public.draft_line USING btree (draft, pos) WHERE is_new;

--
-- Name: draft_line_problem; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX draft_line_problem ON public.draft_line USING btree (draft, pos) WHERE ((obstacle IS NOT NULL) OR (warnings <> 0));

--
-- Name: draft_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX draft_owner ON public.draft USING btree (owner, creditor, id);

--
-- Name: evidence_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evidence_at ON ONLY public.evidence USING brin (at);

--
-- Name: evidence_default_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evidence_default_at_idx ON public.evidence_default USING brin (at);

--
-- Name: evidence_reminder; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evidence_reminder ON ONLY public.evidence USING btree (creditor, run, pos);

--
-- Name: evidence_default_creditor_run_pos_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX evidence_default_creditor_run_pos_idx ON public.evidence_default USING btree (creditor, run, pos);

--
-- Name: host_line_new; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX host_line_new ON public.host_line USING btree (creditor, batch) WHERE (request IS NULL);

--
-- Name: host_line_of_request; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX host_line_of_request ON public.host_line USING btree (request, id) WHERE (request IS NOT NULL);

--
-- Name: host_request_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX host_request_open ON public.host_request USING btree (id) WHERE (finished_at IS NULL);

--
-- Name: invoice_counted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_counted ON public.invoice USING btree (creditor, length(number), number COLLATE "C");

--
-- Name: invoice_credit; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_credit ON public.invoice USING btree (creditor, customer_number) WHERE ((customer_number IS NOT NULL) AND ((remaining_ore < 0) OR ((flags & 4) <> 0)));

--
-- Name: invoice_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_customer ON public.invoice USING btree (creditor, customer_number) WHERE (customer_number IS NOT NULL);

--
-- Name: invoice_dated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_dated ON public.invoice USING btree (creditor, invoice_date, number COLLATE "C");

--
-- Name: invoice_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_due ON public.invoice USING btree (creditor, due_date, number COLLATE "C");

--
-- Name: invoice_named; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_named ON public.invoice USING btree (creditor, "left"(name, 60) COLLATE "sv-x-icu", number COLLATE "C");

--
-- Name: invoice_ocr; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_ocr ON public.invoice USING btree (creditor, ocr) WHERE (ocr IS NOT NULL);

--
-- Name: invoice_remaining; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_remaining ON public.invoice USING btree (creditor, remaining_ore, number COLLATE "C");

--
-- Name: invoice_total; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoice_total ON public.invoice USING btree (creditor, COALESCE(total_ore, remaining_ore), number COLLATE "C");

--
-- Name: lost_time_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX lost_time_open ON public.lost_time USING btree (((until IS NULL))) WHERE (until IS NULL);

--
-- Name: manual_done; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX manual_done ON public.manual_reminder USING btree (creditor, run, pos) WHERE (done_at IS NOT NULL);

--
-- Name: manual_todo; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX manual_todo ON public.manual_reminder USING btree (creditor, run, pos) WHERE todo;

--
-- Name: part_cancelled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_cancelled ON public.part USING btree (run, first) WHERE (stopped AND ((n_q > 0) OR manual_open));

--
-- Name: part_doubtful; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_doubtful ON public.part USING btree (creditor) WHERE (n_u > 0);

--
-- Name: part_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_due ON public.part USING btree (due_at) WHERE (state = 'waiting'::text);

--
-- Name: part_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_held ON public.part USING btree (worker) WHERE (state = 'claimed'::text);

--
-- Name: part_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_open ON public.part USING btree (run, first) WHERE (state <> 'done'::text);

--
-- Name: part_ready; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_ready ON public.part USING btree (turn, run, first) WHERE ((state = 'ready'::text) AND ((NOT stopped) OR (n_u > 0)));

--
-- Name: part_stuck; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX part_stuck ON public.part USING btree (stuck_until) WHERE (state = 'stuck'::text);

--
-- Name: permit_of_pruned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX permit_of_pruned ON public.permit USING btree (creditor, number) WHERE (case_id IS NOT NULL);

--
-- Name: poll_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX poll_due ON public.poll USING btree (LEAST(changes_due_at, whole_due_at), creditor);

--
-- Name: reminder_invoice; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reminder_invoice ON public.reminder USING btree (creditor, number, run, pos);

--
-- Name: run_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_held ON public.run USING btree (hold_until) WHERE (state = 'held'::text);

--
-- Name: run_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_open ON public.run USING btree (id) WHERE (state = 'open'::text);

--
-- Name: run_stopped; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_stopped ON public.run USING btree (id) WHERE ((state = 'held'::text) AND (stopped_at IS NOT NULL));

--
-- Name: run_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_unfinished ON public.run USING btree (id) WHERE (state <> 'done'::text);

--
-- Name: selection_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX selection_age ON public.selection USING btree (changed_at);

--
-- Name: throttle_rated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX throttle_rated ON public.throttle USING btree (creditor) WHERE ((creditor IS NOT NULL) AND (rate < 'Infinity'::double precision));

--
-- Name: throttle_window; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX throttle_window ON public.throttle USING btree (letters_until) WHERE (window_opens IS NOT NULL);

--
-- Name: worker_alive; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX worker_alive ON public.worker USING btree (id) WHERE (dead_at IS NULL);

--
-- Name: evidence_default_at_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_at ATTACH PARTITION public.evidence_default_at_idx;

--
-- Name: evidence_default_creditor_run_pos_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_reminder ATTACH PARTITION public.evidence_default_creditor_run_pos_idx;

--
-- Name: activation activation_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation
    ADD CONSTRAINT activation_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: activation_event activation_event_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation_event
    ADD CONSTRAINT activation_event_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: activation_issue activation_issue_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation_issue
    ADD CONSTRAINT activation_issue_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.activation(creditor);

--
-- Name: answer_trouble answer_trouble_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.answer_trouble
    ADD CONSTRAINT answer_trouble_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: console_browser console_browser_console_user_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_browser
    ADD CONSTRAINT console_browser_console_user_fkey FOREIGN KEY (console_user) REFERENCES public.console_user(id);

--
-- Name: console_grant console_grant_console_user_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_grant
    ADD CONSTRAINT console_grant_console_user_fkey FOREIGN KEY (console_user) REFERENCES public.console_user(id);

--
-- Name: console_grant console_grant_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_grant
    ADD CONSTRAINT console_grant_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: console_search console_search_session_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_search
    ADD CONSTRAINT console_search_session_fkey FOREIGN KEY (session) REFERENCES public.console_session(token_hash) ON DELETE CASCADE;

--
-- Name: console_session console_session_console_user_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.console_session
    ADD CONSTRAINT console_session_console_user_fkey FOREIGN KEY (console_user) REFERENCES public.console_user(id);

--
-- Name: creditor_letter creditor_letter_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.creditor_letter
    ADD CONSTRAINT creditor_letter_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: draft draft_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: host_line host_line_request_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_line
    ADD CONSTRAINT host_line_request_fkey FOREIGN KEY (request) REFERENCES public.host_request(id);

--
-- Name: host_reject host_reject_request_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_reject
    ADD CONSTRAINT host_reject_request_fkey FOREIGN KEY (request) REFERENCES public.host_request(id);

--
-- Name: host_request host_request_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.host_request
    ADD CONSTRAINT host_request_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: loader loader_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.loader
    ADD CONSTRAINT loader_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: part part_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: part part_run_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_run_fkey FOREIGN KEY (run) REFERENCES public.run(id);

--
-- Name: part part_worker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.part
    ADD CONSTRAINT part_worker_fkey FOREIGN KEY (worker) REFERENCES public.worker(id);

--
-- Name: poll poll_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.poll
    ADD CONSTRAINT poll_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: run run_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: selection selection_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.selection
    ADD CONSTRAINT selection_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- Name: selection_tick selection_tick_owner_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.selection_tick
    ADD CONSTRAINT selection_tick_owner_creditor_fkey FOREIGN KEY (owner, creditor) REFERENCES public.selection(owner, creditor) ON DELETE CASCADE;

--
-- Name: throttle throttle_creditor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_creditor_fkey FOREIGN KEY (creditor) REFERENCES public.creditor(id);

--
-- PostgreSQL database dump complete
--

