import { fileURLToPath } from 'node:url';
import { lines, must, settings } from './follow.ts';
import { type Machine, startMachine, whyNoMachines } from './machine.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where machines are set up: each begins with the packages and the code of docs/operating.md, and all are gone at the end. */
export type Site = { machine: (name: string) => Promise<Machine>; hasPatroni: boolean };

/** Says why, where machines or packages are not to be had. */
export async function withSite(say: (line: string) => void, work: (site: Site) => Promise<void>): Promise<void> {
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
    await must(base, repository);
    const fetched = await base.run(lines('one', 'packages'), settings, true);
    if (fetched.code !== 0)
      return say(`skipped: Debian’s packages are not to be had here\n${fetched.output.slice(-500)}`);
    await must(base, lines('one', 'node'), {}, true);
    const code = await must(base, lines('one', 'code'), {}, true);
    say(`packages ${fetched.seconds.toFixed(0)} s, code ${code.seconds.toFixed(0)} s`);
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

/** This checkout as a repository with two versions, the second with one migration more. */
const repository = `
git -c safe.directory='*' clone --quiet --bare --no-hardlinks ${root} /srv/cloud.git
git clone --quiet /srv/cloud.git /srv/work && cd /srv/work
git tag v-one
cat > migrations/9000_drill.ts <<'TS'
import type { Knex } from 'knex';
export const up = (knex: Knex) => knex.raw('create table drill (id integer primary key)');
export const down = (knex: Knex) => knex.raw('drop table drill');
TS
git add migrations/9000_drill.ts
git -c user.name=drill -c user.email=drill@example.cn commit --quiet --message 'Add a table'
git tag v-two && git push --quiet --tags && rm -rf /srv/work`;
