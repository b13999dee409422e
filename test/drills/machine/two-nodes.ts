import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lines, must } from './follow.ts';
import type { Load } from './load-program.ts';
import { connectMachines, type Machine } from './machine.ts';
import { gateway, gatewayAt, password, people, signIn, staff } from './people.ts';

const addresses = { NODE1: '10.77.0.1', NODE2: '10.77.0.2', WITNESS: '10.77.0.3' };
const program = join(import.meta.dirname, 'load-program.ts');

/**
 * Two nodes and a witness as docs/operating.md says; then the PostgreSQL of the primary is killed
 * `kills` times and at last its plug pulled, while partners ask for tokens.
 */
export async function twoNodes(
  make: (name: string) => Promise<Machine>,
  kills: number,
  say: (line: string) => void,
): Promise<void> {
  const [one, two, witness] = [await make('node1'), await make('node2'), await make('witness')];
  const all = [one, two, witness];
  await connectMachines(all.map((machine, place) => ({ machine, address: Object.values(addresses)[place] ?? '' })));
  const on = (machine: Machine, text: string) => {
    const place = all.indexOf(machine);
    return must(machine, text, { ...addresses, NAME: machine.name, ADDRESS: Object.values(addresses)[place] ?? '' });
  };
  const began = performance.now();
  for (const machine of all) await on(machine, lines('two', 'etcd'));
  await on(one, lines('two', 'secrets'));
  await on(witness, gateway);
  for (const name of ['gateways', 'configuration']) await on(one, lines('one', name));
  await on(one, gatewayAt(addresses.WITNESS));
  for (const name of ['configuration', 'keys']) await on(one, lines('two', name));
  await two.copy(one, '/root/cloud-secrets.tar');
  await on(two, lines('two', 'join'));
  for (const node of [one, two]) await on(node, lines('two', 'patroni'));
  for (const node of [one, two]) await on(node, lines('two', 'local'));
  await on(one, lines('two', 'database'));
  await on(one, lines('one', 'staff'));
  for (const node of [one, two]) await on(node, lines('one', 'service'));
  await on(witness, lines('one', 'certificate'));
  await on(witness, lines('two', 'front'));
  say(
    `two nodes, Patroni and a balancer, from etcd to an answer over TLS: ${Math.round((performance.now() - began) / 1000)} s`,
  );

  const isWhole = "until patronictl -c /etc/patroni/config.yml list | grep --quiet 'Sync Standby'; do sleep 0.5; done";
  await on(one, `${people()}\n${isWhole}`);
  for (const node of [one, two]) await on(node, standbyIsRead);
  say('both nodes read public pages from the standby');
  const [ak, sk] = (await on(one, 'cat /root/ak /root/sk')).output.trim().split('\n');
  for (const name of ['ak', 'sk']) await witness.copy(one, `/root/${name}`);
  /** As the balancer answers them. */
  async function peopleSignIn(node: Machine, when: string): Promise<void> {
    const name = `staff-two-${when}`;
    await on(node, `printf %s '${password}' > /root/password\n${staff(name)}`);
    await witness.copy(node, `/root/enrolment-${name}`);
    await on(witness, signIn([name]));
    say(`a citizen by password, code and passkey, a clerk, a program and staff sign in (${when})`);
  }
  await on(witness, 'echo "127.0.0.1 $DOMAIN" >> /etc/hosts');
  await peopleSignIn(one, 'before');
  await on(
    witness,
    `NODE_EXTRA_CA_CERTS=/etc/ssl/cloud/chain.pem ${process.execPath} ${program} /root/load "https://$DOMAIN" ${ak} ${sk} > /root/load.log 2>&1 &`,
  );
  const events: { what: string; at: number }[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    await on(witness, someMore);
    const primary = await primaryOf([one, two], on);
    events.push({ what: `PostgreSQL of the primary killed (${primary.name})`, at: Date.now() });
    await on(primary, 'kill -KILL "$(head -1 /var/lib/postgresql/patroni/postmaster.pid)"; sleep 2');
    await on(witness, someMore);
    await on(two, isWhole);
  }
  await on(witness, someMore);
  const primary = await primaryOf([one, two], on);
  const other = primary === one ? two : one;
  events.push({ what: `the plug of the primary pulled (${primary.name})`, at: Date.now() });
  await primary.kill();
  await on(other, 'until curl --silent --fail --output /dev/null http://$ADDRESS:8008/primary; do sleep 0.1; done');
  const promoted = (Date.now() - (events.at(-1)?.at ?? 0)) / 1000;
  await on(witness, `${someMore}\ntouch /root/load.end\nuntil test -e /root/load; do sleep 0.5; done`);
  await on(other, `${curl} http://127.0.0.1:3000/readyz | grep 'standby not read'`);
  say('the node that is left says that there is no standby to read, and serves');
  const { acknowledged, refused, lost, gaps }: Load = JSON.parse((await on(witness, 'cat /root/load')).output);
  for (const [place, { what, at }] of events.entries()) {
    const until = events[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    const waits = gaps.filter(({ to }) => to > at && to <= until).map(({ from, to }) => to - from);
    say(`${what}: nobody was served for ${(Math.max(0, ...waits) / 1000).toFixed(1)} s`);
  }
  say(`a standby was primary ${promoted.toFixed(1)} s after the plug was pulled`);
  say(`${acknowledged} writes acknowledged, ${refused} asks refused meanwhile, ${lost} acknowledged writes lost`);
  if (lost > 0) throw new Error(`${lost} writes that were acknowledged are lost`);
  await peopleSignIn(other, 'afterwards');
  await on(other, 'cloud audit verify');
}

const curl = 'curl --silent --show-error --fail --header "X-Forwarded-Proto: https" --header "Host: $DOMAIN"';
/** Until a process of this node reads its public pages from the standby, and one is served. */
const standbyIsRead = `
token=$(cat /etc/cloud/secrets/metrics-token)
figures() { ${curl} --header "Authorization: Bearer $token" http://127.0.0.1:3000/metrics; }
until figures | grep --count '^cloud_standby_read 1$'; do sleep 0.5; done
${curl} --output /dev/null http://127.0.0.1:3000/channels
figures | grep --count '^cloud_standby_reads_total [1-9]'`;

/** Until a hundred more were served. */
const someMore = `
served() { cat /root/load.count 2>/dev/null || echo 0; }
at=$(served); until test "$(served)" -gt $((at + 100)); do sleep 0.2; done`;

type On = (machine: Machine, text: string) => ReturnType<typeof must>;
async function primaryOf(nodes: readonly Machine[], on: On): Promise<Machine> {
  const ask = 'curl --silent --output /dev/null --write-out "%{http_code}" http://$ADDRESS:8008/primary || true';
  for (let tries = 0; tries < 120; tries += 1) {
    for (const node of nodes) if ((await on(node, ask)).output.trim() === '200') return node;
    await sleep(500);
  }
  throw new Error('no node is the primary');
}
