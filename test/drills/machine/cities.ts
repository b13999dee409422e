import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lost } from '../../../src/database/fork.ts';
import type { Became } from './city-load-program.ts';
import { applicationWith, lines, must } from './follow.ts';
import { connectCities, type Machine } from './machine.ts';
import { gateway, gatewayAt, password, people, signIn, staff } from './people.ts';

const addresses = {
  ...{ NODE1: '10.77.0.1', NODE2: '10.77.0.2', FRONT1: '10.77.0.3' },
  ...{ NODE3: '10.77.0.4', FRONT2: '10.77.0.5', THIRD: '10.77.0.6' },
};
const shared = {
  ...addresses,
  MEMBERS: `node1=http://${addresses.NODE1}:2380,node3=http://${addresses.NODE3}:2380,third=http://${addresses.THIRD}:2380`,
  VOTES: `${addresses.NODE1}:2379,${addresses.NODE3}:2379,${addresses.THIRD}:2379`,
  FRONTS: `${addresses.FRONT1},${addresses.FRONT2}`,
  PROGRAMS: '/usr/local/lib/cloud-postgresql',
};
const follows = { CITY: 'guiyang', TAGS: ', nosync: true' };

/** Two cities and a third place as docs/operating.md says; the first city serves. */
export async function twoCities(make: (name: string) => Promise<Machine>, say: (line: string) => void) {
  const [node1, node2, front1] = [await make('node1'), await make('node2'), await make('front1')];
  const [node3, front2, third, hub] = [
    await make('node3'),
    await make('front2'),
    await make('third'),
    await make('hub'),
  ];
  const ofMachine = new Map<Machine, Record<string, string>>([
    [node1, { ADDRESS: addresses.NODE1, CITY: 'hangzhou', TAGS: '' }],
    [node2, { ADDRESS: addresses.NODE2, CITY: 'hangzhou', TAGS: '' }],
    [front1, { ADDRESS: addresses.FRONT1 }],
    [node3, { ADDRESS: addresses.NODE3, ...follows }],
    [front2, { ADDRESS: addresses.FRONT2 }],
    [third, { ADDRESS: addresses.THIRD }],
  ]);
  const on = (machine: Machine, text: string) =>
    must(machine, text, { ...shared, NAME: machine.name, ...ofMachine.get(machine) });
  const place = (machine: Machine) => ({ machine, address: ofMachine.get(machine)?.ADDRESS ?? '' });
  const cities = { a: [node1, node2, front1].map(place), b: [node3, front2].map(place), c: [third].map(place) };
  const ways = await connectCities(hub, cities);
  const nodes = [node1, node2, node3];

  const began = performance.now();
  for (const machine of [node1, node3, third]) await on(machine, lines('two', 'etcd'));
  await on(node1, lines('two', 'secrets'));
  await on(third, gateway);
  for (const name of ['gateways', 'configuration']) await on(node1, lines('one', name));
  await on(node1, gatewayAt(addresses.THIRD));
  for (const name of ['configuration', 'keys']) await on(node1, lines('two', name));
  for (const node of [node2, node3]) {
    await node.copy(node1, '/root/cloud-secrets.tar');
    await on(node, lines('two', 'join'));
  }
  for (const node of nodes) {
    await on(node, lines('cities', 'programs'));
    await on(node, lines('two', 'patroni'));
  }
  for (const node of nodes) await on(node, lines('two', 'local'));
  await on(node3, lines('cities', 'nearest'));
  await on(node1, lines('two', 'database'));
  for (const node of nodes) await on(node, lines('one', 'service'));
  await on(front1, lines('one', 'certificate'));
  for (const machine of [front2, third]) {
    await machine.run('install --directory --mode=750 /etc/ssl/cloud');
    for (const name of ['chain', 'key']) await machine.copy(front1, `/etc/ssl/cloud/${name}.pem`);
  }
  await on(front2, lines('one', 'certificate'));
  for (const front of [front1, front2]) await on(front, lines('two', 'front'));
  await on(front2, lines('cities', 'front'));
  say(
    `two cities and a third place, from etcd to an answer over TLS: ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  return { ...{ node1, node2, node3, front1, front2, third, hub }, nodes, on, ways, place };
}

type Cities = Awaited<ReturnType<typeof twoCities>>;
const load = join(import.meta.dirname, 'city-load-program.ts');
const redirect = 'https://m.qx.example.cn/callback';
const list = 'patronictl -c /etc/patroni/config.yml list';

const everybody = `${people(applicationWith('openid offline_access stats:read stats:write', '--certified'))}
cloud account create --username citizen --count 8 --password-file - < /root/password
runuser -u postgres -- psql --quiet cloud --command="update applications set created_at = created_at - interval '100 days'"`;

/** A witness in the third place, which remembers each head; it fails where that is not so any more. */
const witness = `
test -s /root/log-key || curl --silent --fail --cacert /etc/ssl/cloud/chain.pem "https://$DOMAIN/transparency" | grep --only-matching '<code>[^<+]*+[0-9a-f]\\{8\\}+[^<]*' | head -1 | cut --characters=7- > /root/log-key
cd /opt/cloud/current
NODE_EXTRA_CA_CERTS=/etc/ssl/cloud/chain.pem node_modules/node-linux-*/bin/node --import ./require-node.mjs src/cli.ts audit witness \
  --url "https://$DOMAIN" --log-key "$(cat /root/log-key)" --key /root/witness.key --name witness.example.cn --state /root/witness --figures 200`;

/** Milliseconds of a commit in the middle of two hundred. */
const commits = `
cd / && runuser -u postgres -- psql --quiet --tuples-only --no-align <<'SQL'
create table commits (ms float8);
do $$
declare began timestamptz; took float8;
begin
  for n in 0..200 loop
    began := clock_timestamp();
    insert into commits values (took);
    commit;
    took := extract(epoch from clock_timestamp() - began) * 1000;
  end loop;
end $$;
select percentile_cont(0.5) within group (order by ms) from commits;
drop table commits;
SQL`;

/** The token of each of these chains that counts now, by its hash. */
const currentTokens = (keys: readonly string[]) => `
cd / && runuser -u postgres -- psql --tuples-only --no-align --field-separator=' ' cloud <<'SQL'
select encode(key, 'hex'), encode(current_hash, 'hex') from oidc_tokens
  where current_hash is not null and encode(key, 'hex') in (${["''", ...keys.map((key) => `'${key}'`)].join(', ')});
SQL`;

const isParted = (name: string) =>
  `if ${list} --format json | grep --quiet '"Member": "${name}"[^}]*"State": "running"' && tail -100 /var/log/drill-patroni.log | grep --quiet 'forked off current'; then systemctl restart patroni; fi`;
const lastAcknowledged = `grep --invert-match refused /root/load | tail -1 | grep --only-matching '"at":[0-9]*' | cut --delimiter=: --fields=2`;
const someMore = `
served() { grep --count --invert-match refused /root/load || true; }
at=$(served); until test "$(served)" -gt $((at + 60)); do sleep 0.2; done`;

/** Node 3 is waited for from now on, and the cost of that for a commit. */
export async function waitForBoth({ node1, node3, on }: Cities, say: (line: string) => void): Promise<void> {
  const median = async () => Number((await on(node1, commits)).output.trim().split('\n').at(-1)).toFixed(1);
  const alone = await median();
  await on(node3, lines('cities', 'synchronous'));
  await on(node1, `until test "$(${list} | grep --count 'Sync Standby')" = 2; do sleep 0.5; done`);
  say(
    `a commit takes ${alone} ms in the middle where the second city is not waited for, and ${await median()} where it is`,
  );
}

/**
 * The first city goes while people are served in both: its ways are cut and, `cut` milliseconds later, its plug is pulled. A person decides that
 * the other one serves; then it comes back, and is handed the service again. Each kind of account signs in before, meanwhile and afterwards.
 */
export async function loseACity(
  cities: Cities,
  { cut, isSynchronous }: { cut: number; isSynchronous: boolean },
  say: (line: string) => void,
): Promise<void> {
  const { node1, node2, node3, front1, front2, third, on, ways, place } = cities;
  const inFirst = [node1, node2];
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const copies = () =>
    on(node1, 'grep --count "replica has been created using basebackup" /var/log/drill-patroni.log || true');
  await on(node1, `test -e /root/ak || { ${everybody}\n}`);
  const ak = (await on(node1, 'paste --delimiters=" " /root/ak /root/sk')).output.trim();
  const round = isSynchronous ? 'synchronous' : 'asynchronous';
  for (const name of ['ak', 'sk']) await third.copy(node1, `/root/${name}`);
  /** Seen from the third place. */
  async function peopleAt(front: string, node: Machine, when: string): Promise<void> {
    const name = `staff-${round}-${when}`;
    await on(node, `printf %s '${password}' > /root/password\n${staff(name)}`);
    await third.copy(node, `/root/enrolment-${name}`);
    await on(
      third,
      `sed --in-place "/ $DOMAIN$/d" /etc/hosts; echo "${front} $DOMAIN" >> /etc/hosts\n${signIn([name])}`,
    );
    const seen = await on(third, witness);
    say(
      `a citizen by password, code and passkey, a clerk, a program and staff sign in (${when}); the witness says\n${seen.output.trim()}`,
    );
  }
  const days = isSynchronous ? 3 : 0;
  const ask = (what: string) => `NODE_EXTRA_CA_CERTS=/etc/ssl/cloud/chain.pem ${process.execPath} ${load} ${what}`;
  /** Each with an address of its own, as 60 logins in ten minutes come from one at most. */
  const begin = (front: typeof front1, back: number, names: string) =>
    on(
      front,
      `ip address replace 192.0.2.${back}/32 dev lo
       sed --in-place "/ $DOMAIN$/d" /etc/hosts; echo "192.0.2.${back} $DOMAIN" >> /etc/hosts; rm --force /root/load*
       ${ask(`ask /root/load "https://$DOMAIN" ${ak} ${password} ${redirect} ${day(back)} ${names}`)} > /root/load.log 2>&1 &`,
    );
  await peopleAt(addresses.FRONT1, node1, 'before');
  await begin(front1, 3 + days, 'citizen0 citizen1 citizen2 citizen3');
  await begin(front2, 4 + days, 'citizen4 citizen5 citizen6 citizen7');
  for (const front of [front1, front2]) await on(front, someMore);
  const copied = (await copies()).output;
  await on(
    node3,
    '! DECIDED=guiyang cloud-city take guiyang 2> /root/refused; grep "hangzhou serves and answers" /root/refused',
  );
  say('while the first city serves the second one cannot be taken');

  const before = (await on(node3, `${list} --format json`)).output;
  await ways.set((from, to) => (from === 'b' && to === 'a' ? undefined : 15));
  await sleep(8_000);
  await ways.set(() => 15);
  const leaderOf = (text: string) => /"Member": "(\w+)"[^}]*"Role": "Leader"/.exec(text)?.[1];
  const after = (await on(node3, `${list} --format json`)).output;
  if (leaderOf(before) !== leaderOf(after))
    throw new Error(`a way lost in one direction changed the primary: ${before} ${after}`);
  for (const front of [front1, front2]) await on(front, someMore);
  say(
    'eight seconds in which nothing came from the second city to the first one: the same primary, both cities served',
  );

  const gone = Date.now();
  await ways.set((from, to) => (from === 'a' || to === 'a' ? undefined : 15));
  await sleep(cut);
  for (const machine of [...inFirst, front1]) await machine.kill();
  const isUnlocked =
    'until test -z "$(ETCDCTL_API=3 etcdctl get --print-value-only /service/cloud/leader 2> /dev/null || echo ?)"; do sleep 0.2; done';
  await on(node3, isUnlocked);
  say(
    `the first city cut off, and ${cut} ms later without its plug: its lock ended after ${((Date.now() - gone) / 1000).toFixed(1)} s`,
  );
  const took = await on(node3, 'DECIDED=guiyang cloud-city take guiyang');
  const decided = Date.parse(/decided at (\S+)/.exec(took.output)?.[1] ?? '');
  await on(front2, `until test "$(${lastAcknowledged})" -gt ${decided}; do sleep 0.05; done`);
  const first = Number(
    (
      await on(
        front2,
        `grep --invert-match refused /root/load | grep --only-matching '"at":[0-9]*' | cut --delimiter=: --fields=2 | awk '$1 > ${decided}' | head -1`,
      )
    ).output,
  );
  const rto = (first - decided) / 1000;
  say(`${took.output.trim()}\nserved again ${rto.toFixed(1)} s after the decision`);
  await on(
    node3,
    '! DECIDED=guiyang cloud-city take guiyang 2> /root/refused; grep "guiyang serves already" /root/refused',
  );
  say('the same decision once more: refused');
  await on(front2, someMore);
  await on(
    front2,
    `for page in status readyz; do until ${curl} "https://$DOMAIN/$page" | grep --quiet guiyang; do sleep 1; done; done`, // each process looks every ten seconds
  );
  say('the status page and /readyz name the city that serves');
  await on(front2, 'touch /root/load.end; sleep 6');
  await peopleAt(addresses.FRONT2, node3, 'meanwhile');

  const back = performance.now();
  await ways.set(() => 15);
  for (const machine of [...inFirst, front1]) {
    await machine.start();
    await ways.plug(place(machine));
  }
  await on(node1, 'systemctl start etcd');
  for (const node of inFirst)
    await on(
      node,
      'chown postgres: /run/postgresql; systemctl start haproxy; systemctl start patroni; systemctl start cloud',
    );
  await on(front1, 'systemctl start haproxy');
  // A standby that was killed with more than it had replayed is not seen to have parted (Patroni 3.0): the page for the night restarts it.
  const follows = `test "$(${list} --format json | grep --only-matching '"TL": [0-9]*' | sort | uniq --count | awk '{ print $1 }')" = 3`;
  for (let tries = 0; (await on(node3, `${follows} || echo no`)).output.trim() !== ''; tries += 1) {
    if (tries > 90) throw new Error((await on(node3, list)).output);
    if (tries % 15 === 14) for (const node of inFirst) await on(node, isParted(node.name));
    await sleep(2_000);
  }
  if ((await copies()).output !== copied) throw new Error('a node of the first city was copied whole');
  say(
    `the first city follows again ${((performance.now() - back) / 1000).toFixed(0)} s after it came back, by pg_rewind`,
  );
  const newest = 'cat "$(ls -t /var/lib/postgresql/lost/*.json | head -1)"';
  const lists: Lost[] = [];
  for (const node of inFirst) lists.push(JSON.parse((await on(node, newest)).output));
  const lost = lists.toSorted((one, other) => other.rows.length - one.rows.length)[0];
  if (lost === undefined) throw new Error('no list of what was lost');
  say((await on(node1, "tail -15 /var/lib/postgresql/lost/log | grep --invert-match 'node:\\|Use'")).output.trim());

  await front2.copy(front1, '/root/load', '/root/load1');
  const said = await on(front2, ask(`check /root/load,/root/load1 "https://$DOMAIN" ${ak}`));
  const became: Became = JSON.parse(said.output.slice(said.output.indexOf('{"acknowledged')));
  const keys = new Set(
    lost.rows.flatMap(({ table, id }) => (table === 'oidc_tokens' ? [String(id.key).slice(2)] : [])),
  );
  const revisions = lost.rows.filter(({ table }) => table === 'report_revisions').length;
  const lostReports = became.lostReports.flatMap(({ values }) => values).length;
  const now = await on(node3, currentTokens(became.lostChains.map(({ key }) => key)));
  const current = new Map(now.output.split('\n').map((line) => [line.slice(0, 64), line.slice(65)]));
  const lostChains = became.lostChains.flatMap(({ key, acknowledged }) => {
    const hash = current.get(key);
    return hash === undefined || acknowledged.includes(hash) ? [key] : [];
  });
  const unnamed = [...became.lostLogins, ...lostChains].filter((key) => !keys.has(key));
  say(
    `acknowledged ${JSON.stringify(became.acknowledged)}, ${became.refused} refused; not there any more: ${became.lostLogins.length} logins, ${lostChains.length} chains of refresh tokens, ${lostReports} reports; of these not in the list: ${unnamed.length}; ${became.lostChains.length - lostChains.length} chains went on in a request whose answer was lost`,
  );
  const wrong = [
    ...became.wrong,
    ...(unnamed.length > 0 ? [`lost and not named: ${unnamed.join(', ')}`] : []),
    ...(lostReports > revisions ? [`${lostReports} reports lost, ${revisions} named`] : []),
    ...(isSynchronous && became.lostLogins.length + lostChains.length + lostReports > 0
      ? ['something that was acknowledged in both cities is lost']
      : []),
    ...(rto > 5 ? [`served again only ${rto} s after the decision`] : []),
  ];
  say((await on(node3, 'cloud audit verify; cloud audit compare')).output.trim());

  const given = await on(node3, 'cloud-city give hangzhou');
  await begin(front1, 5 + days, 'citizen0 citizen1');
  await on(front1, `until grep --quiet '"what":"login"' /root/load; do sleep 0.2; done; touch /root/load.end`);
  await on(node3, '! cloud-city give hangzhou 2> /root/refused; grep "is for the primary" /root/refused');
  say(`${given.output.trim()}\nhanded over in ${given.seconds.toFixed(1)} s; once more: refused`);
  await peopleAt(addresses.FRONT1, node1, 'afterwards');
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

const curl = 'curl --silent --show-error --fail --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1"';
