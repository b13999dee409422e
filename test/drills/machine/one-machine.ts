import { blocks, lines, must } from './follow.ts';
import type { Load } from './load-program.ts';
import type { Machine } from './machine.ts';
import { gateway, gatewayAt, password, people, program, signIn, staff } from './people.ts';

/** One machine as in docs/operating.md, up to an answer over TLS behind nginx and behind haproxy, where every account signs in. */
export async function oneMachine(one: Machine, say: (line: string) => void): Promise<void> {
  let seconds = 0;
  let fronts = 0;
  for (const block of blocks.filter(({ part, isOnline }) => part === 'one' && !isOnline)) {
    const ran = await must(one, block.lines);
    seconds += ran.seconds;
    say(`one ${block.name}: ${ran.seconds.toFixed(1)} s`);
    if (block.name === 'gateways') await must(one, ownGateway);
    if (block.name !== 'nginx' && block.name !== 'haproxy') continue;
    if (fronts === 0) await must(one, people());
    fronts += 1;
    const names = ['a', 'b', 'c'].map((round) => `staff-${block.name}-${round}`);
    const signedIn = await must(one, `${names.map(staff).join('\n')}\n${signIn(names)}`);
    say(
      `a citizen by password, code and passkey, a clerk, a program and staff signed in behind ${block.name}, three times: ${signedIn.seconds.toFixed(1)} s`,
    );
    await must(one, withoutDatabase);
    say(`behind ${block.name}, without a database: discovery, key set and status page, and our own words for the rest`);
    await must(one, withoutNode);
    say(`behind ${block.name}, without a node: our page`);
  }
  say(`one machine, from the database to an answer over TLS: ${seconds.toFixed(0)} s`);
  await must(one, isSound);
  await must(one, fullLog);
  say('with a log that cannot be written the service starts, answers, counts what is lost and ends');
}

/** On a machine that was restored: who was there before, and staff who come new. `own`: how it knows the AK and the SK. */
const signInAgain = (name: string, own = '') => `
${own}
printf %s '${password}' > /root/password
grep --quiet "$DOMAIN" /etc/hosts || echo "127.0.0.1 $DOMAIN" >> /etc/hosts
${answers}
${staff(name)}
${signIn([name])}`;

const ownGateway = `${gatewayAt('127.0.0.1')}${gateway}`;
const curl = 'curl --silent --show-error --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1"';
const answers = 'until curl --silent --fail http://127.0.0.1:3000/readyz > /dev/null; do sleep 0.2; done';
/** Long enough for every check of a balancer. */
const withoutDatabase = `
systemctl stop postgresql
while curl --silent --fail http://127.0.0.1:3000/readyz > /dev/null; do sleep 0.2; done
for turn in 1 2 3 4 5 6; do
  for path in .well-known/openid-configuration oidc/jwks status; do ${curl} --fail --output /dev/null "https://$DOMAIN/$path"; done
  page=$(${curl} --location --header 'Accept: text/html' "https://$DOMAIN/account")
  grep --quiet 国家公共文化云 <<< "$page"
  sleep 1
done
systemctl start postgresql
${answers}
until ${curl} --fail --output /dev/null "https://$DOMAIN/readyz"; do sleep 0.2; done`;
const withoutNode = `
systemctl stop cloud
until ${curl} "https://$DOMAIN/" | cmp --quiet /usr/share/cloud/away.html -; do sleep 0.2; done
until ${curl} --data grant_type=x "https://$DOMAIN/oidc/token" | cmp --quiet /usr/share/cloud/away.json -; do sleep 0.2; done
systemctl start cloud
${answers}
until ${curl} --fail --output /dev/null "https://$DOMAIN/readyz"; do sleep 0.2; done`;
/** The file in which the services of a drill write their log (systemctl-program.ts), on a disk that is full. */
const fullLog = `
systemctl stop cloud
mv /var/log/drill-cloud.log /root/drill-cloud.log
ln --symbolic /dev/full /var/log/drill-cloud.log
systemctl start cloud
${answers}
lost() { curl --silent --header "Authorization: Bearer $(cat /etc/cloud/secrets/metrics-token)" http://127.0.0.1:3000/metrics | grep '^cloud_log_lines_dropped_total [1-9]'; }
until lost; do sleep 0.2; done
systemctl stop cloud
rm /var/log/drill-cloud.log
mv /root/drill-cloud.log /var/log/drill-cloud.log
systemctl start cloud
${answers}
until ${curl} --fail --output /dev/null "https://$DOMAIN/readyz"; do sleep 0.2; done`;

/** A token for an application that is made there, over TLS; and the audit holds. */
const isSound = `curl --silent --fail --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1" --user "$(cat /root/ak):$(cat /root/sk)" \\
  --data grant_type=client_credentials "https://$DOMAIN/oidc/token" | node -p 'JSON.parse(fs.readFileSync(0)).access_token' > /root/token
cloud audit verify`;

/** A server's answer about a token from before the backup. */
const told = (credentials: string, token: string) => `
curl --silent --fail --cacert /etc/ssl/cloud/chain.pem --resolve "$DOMAIN:443:127.0.0.1" --user "${credentials}" --data "token=${token}" \\
  "https://$DOMAIN/oidc/introspection"`;

const accounts = `runuser -u postgres -- psql -tAc 'select count(*) from accounts' cloud`;

/** pg_dump onto another machine, pgBackRest to a moment; after each every account signs in. */
export async function backups(one: Machine, other: Machine, say: (line: string) => void): Promise<void> {
  const [ak, sk, token] = (await must(one, 'cat /root/ak /root/sk /root/token')).output.trim().split('\n');
  const alive = await must(one, told(`${ak}:${sk}`, `${token}`));
  const dump = await must(one, lines('backup', 'dump'));
  say(`backup by pg_dump with keys: ${dump.seconds.toFixed(1)} s`);
  for (const name of ['database', 'gateways', 'configuration']) await must(other, lines('one', name));
  await must(other, ownGateway);
  await must(one, 'tar -C /var/backups -cf /tmp/backup.tar cloud');
  await other.copy(one, '/tmp/backup.tar');
  await must(other, 'tar -C /var/backups -xf /tmp/backup.tar');
  await other.copy(one, '/root/passkey.json'); // a key lies on the device of its owner
  const restored = await must(other, lines('restore', 'dump'));
  const ended = await must(other, lines('restore', 'end'));
  for (const name of ['service', 'certificate', 'nginx']) await must(other, lines('one', name));
  const after = await must(other, told(`${ak}:${sk}`, `${token}`));
  if (!alive.output.includes('"active":true') || !after.output.includes('"active":false'))
    throw new Error(`a token from before the backup: ${alive.output}, after it was restored: ${after.output}`);
  const [there, here] = [await must(one, accounts), await must(other, accounts)];
  if (there.output !== here.output) throw new Error(`accounts: ${there.output}, restored: ${here.output}`);
  await must(other, 'cloud application list --json | grep --quiet 青溪文化云');
  await must(other, signInAgain('staff-restored', `echo '${ak}' > /root/ak; echo '${sk}' > /root/sk`));
  await must(other, lines('restore', 'trial'));
  await one.copy(other, '/root/trial.json');
  await must(one, lines('restore', 'tried'));
  say(
    `restored on another machine: ${restored.seconds.toFixed(1)} s, sessions and tokens ended and the audit verified against the backup’s head: ${ended.seconds.toFixed(1)} s; a citizen by password, code and passkey, a clerk, a program and staff signed in`,
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
  await must(one, signInAgain('staff-backrest'));
  say(
    `pgBackRest: set up with a full backup ${base.seconds.toFixed(1)} s, restored to a moment ${back.seconds.toFixed(1)} s; a citizen by password, code and passkey, a clerk, a program and staff signed in`,
  );
}

const tables = `runuser -u postgres -- psql -tAc "select to_regclass('drill') is not null" cloud`;

/** To a version with one migration more, back, and its migration too. */
export async function upgrade(one: Machine, say: (line: string) => void): Promise<void> {
  await must(one, answers);
  await must(one, lines('upgrade', 'code'), {}, true);
  await must(
    one,
    `NODE_EXTRA_CA_CERTS=/etc/ssl/cloud/chain.pem ${process.execPath} ${program('load')} /root/load "https://$DOMAIN" "$(cat /root/ak)" "$(cat /root/sk)" > /root/load.log 2>&1 &`,
  );
  const up = await must(one, lines('upgrade', 'now'));
  await must(one, `${tables} | grep --quiet t && readlink /opt/cloud/current | grep --quiet two`);
  if (!up.output.includes('release="v-two"')) throw new Error(`after the upgrade there is:\n${up.output.slice(-500)}`);
  const down = await must(one, lines('rollback', 'code'));
  if (!down.output.includes('release="v-one"'))
    throw new Error(`after going back there is:\n${down.output.slice(-500)}`);
  await must(one, 'touch /root/load.end; until test -s /root/load; do sleep 0.5; done');
  const { acknowledged, refused, lost }: Load = JSON.parse((await must(one, 'cat /root/load')).output);
  say(`${acknowledged} tokens meanwhile, ${refused} refused, ${lost} lost`);
  if (refused + lost > 0 || acknowledged < 100) throw new Error('somebody noticed the upgrade');
  const schema = await must(one, lines('rollback', 'schema'));
  await must(one, `${tables} | grep --quiet f && ${answers} && cloud audit verify`);
  say(
    `upgrade with its backup, its migration and both processes replaced: ${up.seconds.toFixed(1)} s; back on the same schema: ${down.seconds.toFixed(1)} s; its migration taken back by cloud db rollback: ${schema.seconds.toFixed(1)} s`,
  );
}
