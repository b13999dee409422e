import { fileURLToPath } from 'node:url';
import { lines, must, settings } from './follow.ts';
import { type Machine, startMachine, whyNoMachines } from './machine.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where machines are set up: each begins with the packages and the code of docs/operating.md, and all are gone at the end. */
export type Site = { machine: (name: string) => Promise<Machine>; hasPatroni: boolean };

/** Says why, where machines or packages are not to be had. `isUpgraded`: there is a second release, to go to. */
export async function withSite(
  say: (line: string) => void,
  work: (site: Site) => Promise<void>,
  isUpgraded = false,
): Promise<void> {
  const why = whyNoMachines();
  if (why !== undefined) return say(`skipped: ${why}`);
  const machines: Machine[] = [];
  const machine = async (name: string, on?: Machine) => {
    const made = await startMachine(name, on);
    machines.push(made);
    return made;
  };
  try {
    const base = await machine('base');
    await must(base, fresh);
    const packed = await must(base, packing(isUpgraded ? secondRelease : ''), {}, true);
    const fetched = await base.run(lines('one', 'packages'), settings, true);
    if (fetched.code !== 0)
      return say(`skipped: Debian’s packages are not to be had here\n${fetched.output.slice(-500)}`);
    const code = await must(base, lines('one', 'code'));
    say(
      `${isUpgraded ? 'two releases' : 'release'} packed ${packed.seconds.toFixed(0)} s; packages ${fetched.seconds.toFixed(0)} s, code ${code.seconds.toFixed(0)} s`,
    );
    const patroni = await base.run(lines('two', 'packages'), settings, true);
    if (patroni.code !== 0) say(`etcd and Patroni are not to be had here\n${patroni.output.slice(-500)}`);
    await base.kill();
    await work({ machine: (name) => machine(name, base), hasPatroni: patroni.code === 0 });
  } finally {
    for (const each of machines.toReversed()) await each.close();
  }
}

/** As Debian leaves it: whatever stood in PostgreSQL on the machine below is not there. */
const fresh = `
for cluster in $(pg_lsclusters --no-header 2>/dev/null | awk '{ print $1 "/" $2 }'); do
  rm -rf /var/lib/postgresql/$cluster /etc/postgresql/$cluster
  pg_createcluster \${cluster%/*} \${cluster#*/} > /dev/null
done`;

/** This checkout as a release. */
const packing = (more: string) => `
git -c safe.directory='*' clone --quiet --no-hardlinks ${root} /srv/work && cd /srv/work
cp --archive ${root}/node_modules node_modules
pack() {
  npm run -s release -- --out /srv/packed
  mkdir -p /srv/releases && mv /srv/packed "/srv/releases/$1"
  cd "/srv/releases/$1"
  mv culture-cloud-connect-*.tar.gz "culture-cloud-connect-$1-linux-x64.tar.gz"
  sed -i "s/culture-cloud-connect-.*.tar.gz/culture-cloud-connect-$1-linux-x64.tar.gz/" SHA256SUMS
  cd /srv/work
}
pack v-one
${more}
cd / && rm -rf /srv/work`;
/** With one migration more. */
const secondRelease = `
cat > migrations/9000_drill.ts <<'TS'
import type { Knex } from 'knex';
export const up = (knex: Knex) => knex.raw('create table drill (id integer primary key)');
export const down = (knex: Knex) => knex.raw('drop table drill');
TS
git add migrations/9000_drill.ts
git -c user.name=drill -c user.email=drill@example.cn commit --quiet --message 'Add a table'
pack v-two`;
