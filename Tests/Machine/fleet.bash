# The part of Tests/operate with a fleet that works: Debian's own Prometheus watches it by our
# alerts, and it is upgraded, worker by worker, in the middle of 20,000 letters.
# shellcheck shell=bash disable=SC2154,SC2317

fleet=20000
watched=(paminn-worker@1 paminn-worker@2 paminn-worker@3 paminn-console)

free_ports() { # how many
    python3 -c 'import socket, sys
all = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
for free in all: print(free.getsockname()[1])' "$1"
}

# Runs a program on what Prometheus answers: it is the program's `answer`.
prometheus_says() { # path, Python that prints or fails, words for curl…
    local path=$1 program=$2
    shift 2
    curl -sS --fail --max-time 5 "$@" \
        "http://127.0.0.1:$(<"$home/prometheus-port")/api/v1/$path" |
        python3 -c "import json, sys
answer = json.load(sys.stdin)['data']
$program"
}
all_are_scraped() {
    prometheus_says targets "up = [t for t in answer['activeTargets'] if t['health'] == 'up']
sys.exit(len(up) != ${#watched[@]})"
}
fires() { # alert
    prometheus_says alerts "names = [a['labels']['alertname'] for a in answer['alerts']
         if a['state'] == 'firing']
sys.exit('$1' not in names)"
}

# The examples of the package, with other addresses and a shorter time between two looks.
prometheus_watches() {
    local ports each=0 targets=
    mapfile -t ports < <(free_ports 5)
    for name in "${watched[@]}"; do
        local own=${name#paminn-}
        printf 'PAMINN_STATUS_LISTEN=127.0.0.1:%s\n' "${ports[each]}" \
            >"$root/etc/paminn/${own/@/-}.env"
        targets+="          - 127.0.0.1:${ports[each]}"$'\n'
        each=$((each + 1))
    done
    echo "${ports[4]}" >"$home/prometheus-port"
    # Before the package comes, which starts it on every address.
    printf 'ARGS="--web.listen-address=127.0.0.1:%s"\n' "${ports[4]}" \
        >"$root/etc/default/prometheus"
    inside env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Acquire::Retries=2 \
        -o Dpkg::Options::=--force-confold --no-install-recommends install prometheus
    cp "$root/usr/share/paminn/alerts.yml" "$root/etc/prometheus/alerts.yml"
    {
        sed -E '/^ +- .*example:/d; s/_interval: 15s/_interval: 2s/' \
            "$root/usr/share/doc/paminn/examples/prometheus.yml"
        printf '%s' "$targets"
    } >"$root/etc/prometheus/prometheus.yml"
    inside promtool check config /etc/prometheus/prometheus.yml
    inside systemctl restart prometheus "${watched[@]}"
    eventually 60 all_are_scraped
}

# The same program under the next number: what is tried is the way, not what is new.
next_package() {
    dpkg-deb -R "$package" "$home/next"
    sed -i -E 's/^(Version: .*)/\1+next/' "$home/next/DEBIAN/control"
    dpkg-deb -Zgzip -z1 --root-owner-group -b "$home/next" "$root/opt/next.deb"
}
fleet_letters() { grep -c '"invoice_number":"F' "$home/sandbox/ledger.ndjson" || true; }
some_of_the_fleet() { (($(fleet_letters) >= $1)); }
upgraded_in_the_middle() {
    next_package
    inside paminn-as owner rate 500/1
    python3 - "$home/fleet.csv" "$fleet" <<'END'
import datetime, sys
due = datetime.date.today() - datetime.timedelta(days=40)
begun = due - datetime.timedelta(days=30)
with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
    file.write("Fakturanr;Kundnr;Kund;Orgnr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;"
               "Belopp;Restbelopp\r\n")
    for n in range(int(sys.argv[2])):
        file.write(f"F{n:06};F{n};Kund AB;5560360793;Gatan 1;41119;Exempelstad;{begun};{due};"
                   "125,50;125,50\r\n")
END
    inside paminn-as producer enqueue - --creditor demo --json <"$home/fleet.csv"
    eventually 60 some_of_the_fleet 1000
    inside /opt/install --local-database /opt/next.deb
    equal "$(inside dpkg -s paminn | sed -n 's/^Version: //p')" \
        "$(dpkg-deb -f "$package" Version)+next"
    for worker in 1 2 3; do
        # It still runs the program that was replaced.
        inside readlink "/proc/$(unit "paminn-worker@$worker" MainPID)/exe" | grep '(deleted)$'
        inside systemctl restart "paminn-worker@$worker"
        ! inside readlink "/proc/$(unit "paminn-worker@$worker" MainPID)/exe" | grep deleted
    done
    inside systemctl restart paminn-console
    (($(fleet_letters) < fleet)) || { echo 'too late: all letters had gone' && return 1; }
    eventually 200 all_decided
    python3 - "$home/sandbox/ledger.ndjson" "$fleet" <<'END'
import collections, json, sys
with open(sys.argv[1], encoding="utf-8") as ledger:
    letters = collections.Counter(
        line["invoice_number"] for line in map(json.loads, ledger)
        if line["invoice_number"].startswith("F"))
twice = [number for number, times in letters.items() if times > 1]
assert not twice and len(letters) == int(sys.argv[2]), (twice[:5], len(letters))
END
    equal "$(query "select count(*) from invoice_list
        where invoice_number like 'F%' and state = 'accepted'")" "$fleet"
}

starts_are_scraped() { # how many different starts of the first worker Prometheus has seen
    local port
    port=$(sed 's/.*://' "$root/etc/paminn/worker-1.env")
    prometheus_says query \
        "sys.exit(not answer['result'] or float(answer['result'][0]['value'][1]) < $1)" \
        -G --data-urlencode \
        "query=changes(process_start_time_seconds{instance=\"127.0.0.1:$port\"}[1h])"
}
# One alert that wants a look tomorrow, and one that wakes somebody.
alerts_fire() {
    local times
    for times in 2 3; do
        inside systemctl restart paminn-worker@1
        eventually 30 starts_are_scraped "$times"
    done
    eventually 30 fires PaminnRestarts
    ! fires PaminnNoWorker
    inside systemctl stop 'paminn-worker@*'
    sed -E '2!d; s/^F/G/' "$home/fleet.csv" | cat <(sed -n 1p "$home/fleet.csv") - |
        inside paminn-as producer enqueue - --creditor demo --json
    eventually 200 fires PaminnNoWorker
    inside systemctl start paminn-worker@1 paminn-worker@2 paminn-worker@3
    eventually 60 all_decided
    eventually 90 eval '! fires PaminnNoWorker'
}
