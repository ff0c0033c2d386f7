#!/usr/bin/env bash
# The guided tour of `./dev demo`: real processes and sockets on loopback. One argument: the folder of
# the programs. To be run from the top of the tree. Leaves nothing behind.
set -euo pipefail
programs=$(cd "$1" && pwd)
recording=$PWD/sim/recordings/openclaw-2026.3.13/gateway-telegram-verbose.jsonl
home=$(mktemp -d)
pids=()

# Whatever happens, by process id: the daemons end what they have started.
clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$home"
}
trap clean_up EXIT

if [[ -t 1 ]]; then bold=$'\e[1m' faint=$'\e[2m' plain=$'\e[0m'; else bold='' faint='' plain=''; fi
section() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }
tell() { printf '%s\n' "$1"; }
fail() {
  printf 'demo: %s\n' "$1" >&2
  tail -n 20 "$home"/*.log >&2
  exit 1
}

# start NAME COMMAND…: in the background; its port is in `port` once it serves.
start() {
  local name=$1 tries
  shift
  : >"$home/$name.out" # it is read before the program may have opened it
  "$@" >"$home/$name.out" 2>"$home/$name.log" &
  pids+=($!)
  for ((tries = 0; tries < 500; ++tries)); do
    port=$(sed -n 's/^{"port":\([0-9]*\)}$/\1/p' "$home/$name.out")
    [[ -z $port ]] || return 0
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.02
  done
  fail "$name does not serve"
}

# ask METHOD TARGET [BODY]: of the instances, shown as a person would type it.
ask() {
  printf '%s$ %s%s\n' "$faint" "$1 $2${3:+ $3}" "$plain"
  reply=$(curl -s -m 60 -X "$1" -H 'x-internal-api-key: key' ${3:+-d "$3"} "$instances/$2") ||
    fail "no answer to $1 $2"
  printf '%s\n' "$reply"
}
# fly METHOD TARGET [BODY]: of the fake Fly's admin routes, likewise.
fly() {
  printf '%s$ fly: %s%s\n' "$faint" "$1 $2${3:+ $3}" "$plain"
  reply=$(curl -s -m 60 -X "$1" ${3:+-d "$3"} "$fly/_fake/$2") || fail "no answer to $1 $2"
  printf '%s\n' "$reply"
}
expect() { [[ $reply == *"$1"* ]] || fail "expected $1"; }
# field NAME: of the last reply, its first value.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$reply" | head -n 1; }
# until_shown TARGET TEXT: asks quietly until the reply has the text, then shows it.
until_shown() {
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    reply=$(curl -s -m 60 -H 'x-internal-api-key: key' "$instances/$1")
    [[ $reply != *"$2"* ]] || break
    sleep 0.1
  done
  ask GET "$1"
  expect "$2"
}
# outside ARGUMENT…: what people do, to the gateway in that home.
outside() {
  printf '%s$ fake-openclaw sim %s%s\n' "$faint" "$*" "$plain"
  reply=$(HOME=$guest_home FAKE_OPENCLAW_STATE=$guest_home/.openclaw "$programs/fake-openclaw" sim "$@")
  printf '%s\n' "$reply"
}

section 'Fly, its machines, and the instances'
tell 'fake-fly plays the Machines API and its proxy. Each of its machines runs the real pairing-controller,'
tell 'which supervises fake-openclaw. pairing-instance owns the machines.'
start fly "$programs/fake-fly" --port 0 --data "$home/fly" --fast --app demo --channel telegram --log "$home/requests.jsonl" \
  --guest-command "$programs/pairing-controller --listen 127.0.0.1 --port {port} --gateway-port {gateway_port} --home {home} --program {openclaw} --debounce-ms 200"
fly=http://127.0.0.1:$port
export PAIRING_APP=demo PAIRING_IMAGE=registry/image:1 FLY_API_TOKEN=fly-token PAIRING_TOKEN_SECRET=secret \
  PAIRING_INTERNAL_KEY=key PAIRING_FLY_API=$fly PAIRING_CONTROLLER_URL=$fly PAIRING_DATABASE=$home/instances.db
start instances "$programs/pairing-instance" --listen 127.0.0.1:0
instances=http://127.0.0.1:$port
tell "fake-fly at $fly, pairing-instance at $instances"

section 'Alice gets a machine'
ask POST api/platform/start '{"userId":"alice"}'
expect '"status":"running"'
machine=$(field machineId) volume=$(field volumeId)
reply=$(curl -s "$fly/_fake/state")
guest_home=$(field home)

section 'Bob writes to her bot; the controller lists it, and Alice approves'
outside message telegram bob
code=$(field code)
until_shown 'api/platform/pairing?userId=alice' "$code"
ask POST api/platform/pairing/approve "{\"userId\":\"alice\",\"channel\":\"telegram\",\"code\":\"$code\"}"
expect '"success":true'
ask GET 'api/platform/pairing?userId=alice'
[[ $reply != *"$code"* ]] || fail "$code is still listed"

section 'The machine dies; the next start brings it back, with its volume'
fly POST "machines/$machine/kill"
ask POST api/platform/start '{"userId":"alice"}'
expect "$volume"

section 'A recorded gateway: what openclaw 2026.3.13 printed in 109 s, replayed 20 times as fast'
cat >"$guest_home/.openclaw/fake/settings.json" <<END
{"log": {"file": "$recording", "speed": 20}}
END
fly POST "machines/$machine/kill"
ask POST api/platform/start '{"userId":"alice"}'
for ((tries = 0; tries < 300; ++tries)); do
  ! grep -q 'gmail watcher stopped' "$home/fly/$machine.log" || break
  sleep 0.1
done
tell "The last line of the recording has come through the controller; its lines that ask for a refresh:"
grep -ai 'pairing\|device request\|approve' "$home/fly/$machine.log" | tail -n 4 | cut -c1-110
rm "$guest_home/.openclaw/fake/settings.json"

section 'Carol: Fly makes her machine, but the reply is lost. The retry is refused: 409, the name is taken'
fly PUT rules '{"faults":[{"name":"lost","match":{"operation":"fly.create_machine"},"when":{"first":1},"action":{"do":"reset","carried_out":true}}]}'
ask POST api/platform/start '{"userId":"carol"}'
expect '"status":"running"'
fly DELETE rules
tell 'She has one machine: the one that was made first has been adopted.'
carol=$(curl -s "$fly/_fake/state" | grep -o '"name":"Y2Fyb2w"' | wc -l)
((carol == 1)) || fail "carol has $carol machines"

section "Alice's volume vanishes at Fly: a new one is made, and nothing is left over"
fly POST "volumes/$volume/vanish"
fly POST "machines/$machine/kill"
ask POST api/platform/start '{"userId":"alice"}'
expect '"status":"running"'
[[ $(field volumeId) != "$volume" ]] || fail "the volume is still $volume"

section 'Both leave: machines and volumes are deleted'
ask POST api/platform/destroy '{"userId":"alice"}'
ask POST api/platform/destroy '{"userId":"carol"}'
fly GET state
expect '{"machines":[],"volumes":[]}'

section 'The end'
tell "$(wc -l <"$home/requests.jsonl") events at fake-fly. Ending the programs by SIGTERM…"
clean_up
trap - EXIT
! pgrep -f "$home" >/dev/null || { echo 'demo: a process was left behind' >&2; exit 1; }
tell 'Nothing is left behind.'
