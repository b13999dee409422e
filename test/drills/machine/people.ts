import { join } from 'node:path';
import { application } from './follow.ts';

// Lines of a shell that make the people of a drill and have them sign in (sign-in-program.ts).

export const program = (name: string) => join(import.meta.dirname, `${name}-program.ts`);
export const password = 'correct-horse-of-the-drill-7';
/** One for each round of signing in: a second code to the same one is a minute away. */
const phones = Array.from({ length: 10 }, (_, n) => `1390000880${n}`);
/** A gateway that exists, at the machine that runs these lines; an operator writes its address by hand into the file of the block `gateways`. */
export const gateway = `
${process.execPath} ${program('sms')} 9999 /root/messages > /root/sms.log 2>&1 &
until curl --silent --output /dev/null http://127.0.0.1:9999/; do sleep 0.1; done
rm /root/messages`;
export const gatewayAt = (address: string) => `printf 'http://${address}:9999/send' > /etc/cloud/secrets/sms-url`;
/** Who signs in at an application: citizens, one of them with a password, the others with a phone, and a clerk of its institution. */
export const people = (at = application) => `${at}
printf %s '${password}' > /root/password
for name in citizen clerk; do cloud account create --username "$name" --password-file - < /root/password; done
for phone in ${phones.join(' ')}; do cloud account create --phone "$phone"; done
runuser -u postgres -- psql --quiet --set=ON_ERROR_STOP=1 cloud <<SQL
insert into members (institution_id, account_id, role, created_at)
  select '$institution', id, 'agent', now() from accounts where username = 'clerk';
SQL
grep --quiet "$DOMAIN" /etc/hosts || echo "127.0.0.1 $DOMAIN" >> /etc/hosts`;
export const staff = (name: string) => `
cloud account create --username ${name} --password-file - < /root/password
cloud account grant ${name} --role reviewer
cloud account enrolment-code ${name} > /root/enrolment-${name}`;
export const signIn = (names: readonly string[]) => `
NODE_EXTRA_CA_CERTS=/etc/ssl/cloud/chain.pem ${process.execPath} ${program('sign-in')} "https://$DOMAIN" "$(cat /root/ak)" "$(cat /root/sk)" \
  '${password}' https://m.qx.example.cn/callback /root ${names.map((name) => `"${name}:$(cat /root/enrolment-${name}):${nextPhone()}"`).join(' ')}`;
const nextPhone = (): string => {
  const phone = phones.pop();
  if (phone === undefined) throw new Error('a phone for each round: there are more rounds');
  return phone;
};
