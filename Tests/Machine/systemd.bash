# The second half of Tests/operate: the same machine, with systemd as its first process.
# shellcheck shell=bash disable=SC2154,SC2317

is_up() {
    case $(inside systemctl is-system-running 2>/dev/null) in
    running | degraded) return 0 ;;
    esac
    return 1
}
unit() { inside systemctl show -P "$2" "$1"; }
ended_with() { # unit, exit code
    [[ $(unit "$1" ExecMainStatus) == "$2" && $(unit "$1" ActiveState) =~ ^(failed|inactive)$ ]]
}
boots() {
    eventually 60 is_up
    eventually 60 query 'select 1' postgres >/dev/null
}
wrong_settings_do_not_loop() {
    install -m 0600 /dev/stdin "$root/etc/paminn/credentials/amili-api-code" <<<demo-api-code
    install -m 0600 "$home/amili-key.pem" "$root/etc/paminn/credentials/amili-key.pem"
    # PAMINN_AMILI_URL has no default.
    inside systemctl start paminn-worker@1 || true
    eventually 10 ended_with paminn-worker@1 78
    sleep 7 # Longer than RestartSec=.
    equal "$(unit paminn-worker@1 NRestarts)" 0
    equal "$(unit paminn-worker@1 ActiveState)" failed
    inside systemctl reset-failed paminn-worker@1
}
a_creditor() {
    {
        printf '%s\n' "PAMINN_AMILI_URL=$sandbox" "PAMINN_CONSOLE_LISTEN=$page" \
            PAMINN_LEASE=2s PAMINN_HEARTBEAT=500ms PAMINN_CALL_DEADLINE=2s \
            PAMINN_SETTLE_DELAY=10s PAMINN_BACKOFF=200ms..2s
    } >>"$root/etc/paminn/paminn.env"
    inside paminn-as owner creditor add demo --name 'Exempelbolaget AB' --account "$account" \
        --amili-creditor "$creditor" <<<0020210001
    inside paminn-as owner creditor activate demo
    # So slowly that there is time to kill a worker and the database in the middle.
    inside paminn-as owner rate 30/1
    exits 0 inside paminn-as worker doctor ||
        { inside paminn-as worker doctor --json | grep BAD && return 1; }
}
services_start() {
    inside systemctl enable --now paminn-worker@1 paminn-worker@2 paminn-worker@3 paminn-console
    for name in paminn-worker@1 paminn-worker@2 paminn-worker@3 paminn-console; do
        equal "$(unit "$name" ActiveState)" active
    done
    # None of them runs as root, and none may become it.
    for name in paminn-worker@1 paminn-console; do
        inside grep -E '^(Uid|CapBnd|NoNewPrivs)' "/proc/$(unit "$name" MainPID)/status" |
            tr -s '\t' ' ' | tee "$home/status"
        grep -q "^Uid: $(inside id -u paminn) " "$home/status"
        grep -qx 'CapBnd: 0000000000000000' "$home/status"
        grep -qx 'NoNewPrivs: 1' "$home/status"
    done
}
page_answers() {
    eventually 20 curl -sS --fail --max-time 5 -o "$home/page" "http://$page/logga-in"
    grep -q 'name="losenord"' "$home/page"
}
enqueued() {
    invoices >"$home/portal"
    local number
    while read -r number; do
        curl -sS --fail --max-time 10 -o "$home/answer" "$sandbox/sandbox/cases" \
            --data "{\"creditor\": \"$creditor\", \"invoice_number\": \"$number\"}"
    done <"$home/portal"
    # A case that is less than two seconds older than a letter in doubt is taken for that letter's.
    sleep 3
    local code=0
    inside paminn-as producer enqueue - --creditor demo --json <"$home/invoices.csv" || code=$?
    # Lines that are no invoices are refused: that is no fault.
    [[ $code -eq 0 || $code -eq 3 ]]
}
letters() { grep -c '"via":"api"' "$home/sandbox/ledger.ndjson" 2>/dev/null || true; }
some_letters() { (($(letters) >= $1)); }
a_worker_is_killed() {
    eventually 60 some_letters 40
    inside systemctl kill --kill-whom=main -s KILL paminn-worker@2
    eventually 30 restarted
}
restarted() {
    [[ $(unit paminn-worker@2 NRestarts) == 1 && $(unit paminn-worker@2 ActiveState) == active ]]
}
the_database_restarts() {
    eventually 60 some_letters 100
    inside systemctl restart 'postgresql@*'
    eventually 30 query 'select 1' >/dev/null
    (($(letters) < 500)) || { echo 'too late: nearly all letters had gone' && return 1; }
}
undecided() { query "select count(*) from invoice_list where state in ('queued', 'uncertain')"; }
all_decided() { [[ $(undecided 2>/dev/null) == 0 ]]; }
each_went_once() {
    eventually 240 all_decided
    local owner
    owner=$(<"$root/etc/paminn/credentials/database-url.owner")
    DEMO_LEDGER=$home/sandbox/ledger.ndjson PAMINN_DATABASE_URL=$owner \
        deploy/verdict --expected "$home/expected.ndjson"
}
workers_stop() {
    inside systemctl stop 'paminn-worker@*' paminn-console
    for name in paminn-worker@1 paminn-worker@3 paminn-console; do
        equal "$(unit "$name" ExecMainStatus)" 0
    done
}
# All of it, polls included: for databases that nobody works on.
fingerprint() { # database
    query "select md5(string_agg(l::text, ',' order by creditor, invoice_number))
        || ' ' || count(*) from invoice_list l" "$1"
    query 'select count(*), max(at) from evidence' "$1"
}
backed_up_and_restored() {
    inside runuser -u postgres -- pg_dump -Fc -f /var/tmp/paminn.dump paminn
    query "create database restored owner paminn_owner template template0 encoding 'UTF8'
        locale 'C.UTF-8'" postgres
    inside runuser -u postgres -- pg_restore --exit-on-error -d restored /var/tmp/paminn.dump
    fingerprint paminn >"$home/of-paminn"
    fingerprint restored >"$home/of-restored"
    cat "$home/of-paminn"
    cmp "$home/of-paminn" "$home/of-restored"
    query 'drop database restored' postgres
}
# The part of it that stays while a worker asks Amili what became of cases.
outcomes() {
    query "select md5(string_agg(concat_ws(',', creditor, invoice_number, run, state, reason,
        case_id), ';' order by creditor, invoice_number)) || ' ' || count(*) from invoice_list"
}
uninstalled() {
    outcomes >"$home/of-paminn"
    inside systemctl start paminn-worker@1
    inside /opt/uninstall
    [[ ! -e $root/usr/bin/paminn && ! -e $root/usr/sbin/paminn-as ]]
    [[ -s $root/etc/paminn/paminn.env && -s $root/etc/paminn/credentials/amili-key.pem ]]
    [[ -d $root/var/lib/paminn/worker-1 ]]
    nothing_was_started
    outcomes >"$home/after"
    cmp "$home/of-paminn" "$home/after"
}
back_again() {
    install_it
    inside paminn-as owner status
    outcomes >"$home/after"
    cmp "$home/of-paminn" "$home/after"
    grep -qx '# mine' "$root/etc/paminn/paminn.env"
}
purged() {
    exits 64 inside /opt/uninstall --purge
    [[ -e $root/usr/bin/paminn ]]
    inside /opt/uninstall --purge --yes-delete-everything
    [[ ! -e $root/etc/paminn && ! -e $root/var/lib/paminn ]]
    equal "$(query "select count(*) from pg_database where datname = 'paminn'" postgres)" 0
    equal "$(query "select count(*) from pg_roles where rolname like 'paminn%'" postgres)" 0
}
# By its name, as another machine's would be, and by a user who may make roles and databases only.
a_database_elsewhere() {
    query "create role boss login createrole createdb password 'a b/c@d%'" postgres
    install -m 0600 /dev/stdin "$root/opt/url" \
        <<<'postgresql://boss:a%20b%2Fc%40d%25@localhost/faraway?sslmode=require'
    inside /opt/install --database-url-file /opt/url /opt/paminn.deb | tee "$home/far"
    ! grep -q 'a b/c' "$home/far"
    grep -q '@localhost/faraway?sslmode=require$' \
        "$root/etc/paminn/credentials/database-url.worker"
    every_login_works
    inside paminn-as owner migrate --status >"$home/migrated"
    ! grep -q 'not applied' "$home/migrated"
    equal "$(query "select count(*) from pg_tables where schemaname = 'public'
        and tableowner <> 'paminn_owner'" faraway)" 0
    # As if its tables had been made by hand, by another user: it is taken over.
    query 'reassign owned by paminn_owner to boss' faraway
    inside /opt/install --database-url-file /opt/url /opt/paminn.deb
    equal "$(query "select count(*) from pg_class where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'p', 'v') and relowner <> 'paminn_owner'::regrole" faraway)" 0
    inside paminn-as producer status
    inside /opt/uninstall --purge --yes-delete-everything | grep 'is elsewhere'
    equal "$(query 'select count(*) > 30 from pg_tables' faraway)" t
}

run_with_systemd() {
    [[ -n $machine_cgroup ]] || fail 'no cgroup2 is mounted here, and systemd needs one' 69
    machine_start "$root" /lib/systemd/systemd --log-target=console || fail 'it does not start' 69
    needs 'the machine boots with systemd, and its database' boots
    needs 'installed again, with systemd' install_it
    check 'wrong settings end a worker, and it is not restarted' wrong_settings_do_not_loop
    needs 'a creditor, and a doctor without BAD' a_creditor
    needs 'three workers and the console start, without rights' services_start
    check 'the sign-in page answers' page_answers
    needs 'enqueued as the producer' enqueued
    check 'a killed worker is started again' a_worker_is_killed
    check 'the database restarts in the middle' the_database_restarts
    check 'each letter went once, by the ledger' each_went_once
    needs 'a Prometheus watches workers and console' prometheus_watches
    check "$fleet letters by three workers, upgraded in the middle" upgraded_in_the_middle
    check 'two alerts fire, and end' alerts_fire
    check 'workers and console stop with 0' workers_stop
    check 'backed up, and restored equal' backed_up_and_restored
    check 'removed, and the data is kept' uninstalled
    check 'installed again, and all is there' back_again
    check 'purged only when it is typed' purged
    check 'a database elsewhere, by a user who is no superuser' a_database_elsewhere
    machine_stop
}
