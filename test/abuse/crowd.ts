import { createAccounts } from '../../src/accounts/service.ts';
import { createPasswords, type Passwords } from '../../src/crypto/passwords.ts';
import { type AccountsSetting, device, operator, password } from '../accounts/setting.ts';
import { cheap } from '../support/passwords.ts';
import { worked } from '../support/work.ts';

/** How many passwords were looked at: account → number. A hash answers once for each password, as the guesses are the same for all. */
function countedPasswords() {
  const passwords = createPasswords({ cost: cheap });
  const looked = new Map<string, number>();
  const answers = new Map<string, Promise<boolean>>();
  const counting: Passwords = {
    ...passwords,
    verify(hash, given) {
      if (hash === undefined) return passwords.verify(hash, given);
      looked.set(hash, (looked.get(hash) ?? 0) + 1);
      const key = `${hash} ${given}`;
      const answer = answers.get(key) ?? passwords.verify(hash, given);
      answers.set(key, answer);
      return answer;
    },
  };
  return { counting, looked };
}

export type Figures = {
  guesses: number;
  evaluated: number;
  most: number;
  worked: number;
  refused: number;
  ownersIn: number;
};

/** Strangers at so many addresses guess at so many accounts within an hour, and do all the work that is asked of them. */
export async function guessAtMany(
  setting: AccountsSetting,
  { accounts: many, addresses, guesses }: { accounts: number; addresses: number; guesses: number },
): Promise<Figures> {
  const { counting, looked } = countedPasswords();
  const accounts = createAccounts({ ...setting, passwords: counting });
  const owners: { username: string; known: string }[] = [];
  for (let n = 0; n < many; n += 1) {
    const username = `crowd${n}`;
    const { id } = await accounts.create(operator, { username, password });
    owners.push({ username, known: accounts.deviceToken(id) });
  }
  const figures: Figures = { guesses: 0, evaluated: 0, most: 0, worked: 0, refused: 0, ownersIn: 0 };
  for (let n = 0; n < guesses; n += 1) {
    const { username } = owners[n % owners.length] ?? { username: '' };
    // Each account is guessed at from ever another address, and in a round each address guesses at another account.
    const stranger = ((n % owners.length) + Math.floor(n / owners.length)) % addresses;
    const asked = {
      ...{ username, password: `wrong-horse-${n % 7}`, device },
      address: `10.${stranger >> 16}.${(stranger >> 8) & 255}.${stranger & 255}`,
    };
    const answer = await accounts.authenticate(asked);
    const mustWork = 'work' in answer && answer.work !== undefined && !('problem' in answer);
    if (mustWork) figures.worked += 1;
    const after = mustWork ? await accounts.authenticate({ ...asked, worked: worked(answer.work) }) : answer;
    if ('triesLeft' in after && after.triesLeft === 0) figures.refused += 1;
    figures.guesses += 1;
  }
  for (const count of looked.values()) {
    figures.evaluated += count;
    figures.most = Math.max(figures.most, count);
  }
  for (const [n, { username, known }] of owners.entries()) {
    const address = `172.16.${n >> 8}.${n & 255}`;
    const found = await accounts.authenticate({ username, password, device, address, knownDevice: known });
    if ('account' in found) figures.ownersIn += 1;
  }
  return figures;
}

/** Strangers at so many addresses ask for codes to so many numbers for an hour, with all the work; how many messages leave, and how many for one number and address. */
export async function pump(
  setting: AccountsSetting,
  { numbers, addresses, asks }: { numbers: number; addresses: number; asks: number },
): Promise<{ sent: number; mostOfNumber: number; mostOfAddress: number }> {
  const ofNumber = new Map<string, number>();
  const ofAddress = new Map<string, number>();
  const phones = Array.from({ length: numbers }, setting.newPhone);
  let sent = 0;
  for (let n = 0; n < asks; n += 1) {
    const phone = phones[n % numbers] ?? '';
    const stranger = n % addresses;
    const address = `10.${stranger >> 16}.${(stranger >> 8) & 255}.${stranger & 255}`;
    const asked = { purpose: 'login', phone, address, binding: `login ${stranger}` } as const;
    if (n % numbers === 0) setting.clock.advance(61);
    if (!('masked' in (await setting.requestCode(asked)))) continue;
    sent += 1;
    ofNumber.set(phone, (ofNumber.get(phone) ?? 0) + 1);
    ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
  }
  return { sent, mostOfNumber: Math.max(...ofNumber.values()), mostOfAddress: Math.max(...ofAddress.values()) };
}
