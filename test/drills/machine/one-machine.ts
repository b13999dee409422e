import { application, blocks, lines, must } from './follow.ts';
import type { Machine } from './machine.ts';

/** One machine as docs/operating.md says, up to an answer over TLS behind nginx and behind haproxy. */
export async function oneMachine(one: Machine, say: (line: string) => void): Promise<void> {
  let seconds = 0;
  for (const block of blocks.filter(({ part, isOnline }) => part === 'one' && !isOnline)) {
    const ran = await must(one, block.lines);
    seconds += ran.seconds;
    say(`one ${block.name}: ${ran.seconds.toFixed(1)} s`);
  }
  say(`one machine, from the database to an answer over TLS: ${seconds.toFixed(0)} s`);
  await must(one, isSound);
}

/** A token for an application that is made there, over TLS; and the audit holds. */
const isSound = `${application}
curl --silent --fail --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1" --user "$(cat /root/ak):$(cat /root/sk)" \\
  --data grant_type=client_credentials "https://$DOMAIN/oidc/token" | node -p 'JSON.parse(fs.readFileSync(0)).access_token' > /root/token
cloud audit verify`;

/** What a server says of a token that was given before the backup. */
const told = (credentials: string, token: string) => `
curl --silent --fail --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1" --user "${credentials}" --data "token=${token}" \\
  "https://$DOMAIN/oidc/introspection"`;

/** pg_dump onto another machine, pgBackRest to a moment. */
export async function backups(one: Machine, other: Machine, say: (line: string) => void): Promise<void> {
  const [ak, sk, token] = (await must(one, 'cat /root/ak /root/sk /root/token')).output.trim().split('\n');
  const alive = await must(one, told(`${ak}:${sk}`, `${token}`));
  const dump = await must(one, lines('backup', 'dump'));
  say(`backup by pg_dump with keys: ${dump.seconds.toFixed(1)} s`);
  for (const name of ['database', 'gateways', 'configuration']) await must(other, lines('one', name));
  await must(one, 'tar -C /var/backups -cf /tmp/backup.tar cloud');
  await other.copy(one, '/tmp/backup.tar');
  await must(other, 'tar -C /var/backups -xf /tmp/backup.tar');
  const restored = await must(other, lines('restore', 'dump'));
  const ended = await must(other, lines('restore', 'end'));
  for (const name of ['service', 'certificate', 'nginx']) await must(other, lines('one', name));
  const after = await must(other, told(`${ak}:${sk}`, `${token}`));
  if (!alive.output.includes('"active":true') || !after.output.includes('"active":false'))
    throw new Error(`a token from before the backup: ${alive.output}, after it was restored: ${after.output}`);
  await must(other, 'runuser -u postgres -- psql -tAc "select count(*) from accounts" cloud | grep -qx 1');
  await must(other, 'cloud application list --json | grep --quiet 青溪文化云');
  say(
    `restored on another machine: ${restored.seconds.toFixed(1)} s, sessions and tokens ended and the audit verified against the backup’s head: ${ended.seconds.toFixed(1)} s`,
  );
  await other.kill();

  await must(one, lines('backrest', 'packages'), {}, true);
  const base = await must(one, lines('backrest', 'configure'));
  await must(one, 'cloud account create --username before --name before');
  const moment = await must(one, `runuser -u postgres -- psql -tAc 'select clock_timestamp()'`);
  await must(
    one,
    'sleep 1; cloud account create --username after --name after; runuser -u postgres -- psql -qtAc "select pg_switch_wal()" > /dev/null; sleep 2',
  );
  const back = await must(one, lines('backrest', 'restore'), { MOMENT: moment.output.trim() });
  await must(
    one,
    `${lines('restore', 'end').split('\n').slice(0, -2).join('\n')}\ncloud audit verify; systemctl start cloud`,
  );
  const { output } = await must(
    one,
    `runuser -u postgres -- psql -tAc "select username from accounts where username in ('before', 'after')" cloud`,
  );
  if (output.trim() !== 'before') throw new Error(`restored to a moment, and there are: ${output}`);
  say(
    `pgBackRest: set up with a full backup ${base.seconds.toFixed(1)} s, restored to a moment ${back.seconds.toFixed(1)} s`,
  );
}

const answers = 'until curl --silent --fail http://127.0.0.1:3000/readyz > /dev/null; do sleep 0.2; done';
const tables = `runuser -u postgres -- psql -tAc "select to_regclass('drill') is not null" cloud`;

/** To a version with one migration more, back, and its migration too. */
export async function upgrade(one: Machine, say: (line: string) => void): Promise<void> {
  await must(one, answers);
  await must(one, lines('upgrade', 'code'), {}, true);
  const up = await must(one, `${lines('upgrade', 'now')}\n${answers}`);
  await must(one, `${tables} | grep --quiet t && readlink /opt/cloud/current | grep --quiet two`);
  const down = await must(one, `${lines('rollback', 'code')}\n${answers}`);
  const schema = await must(one, lines('rollback', 'schema'));
  await must(one, `${tables} | grep --quiet f && ${answers} && cloud audit verify`);
  say(
    `upgrade with its backup, migration and restart: ${up.seconds.toFixed(1)} s; back on the same schema: ${down.seconds.toFixed(1)} s; its migration taken back by cloud db rollback: ${schema.seconds.toFixed(1)} s`,
  );
}
