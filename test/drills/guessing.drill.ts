import { guessAtMany, pump } from '../abuse/crowd.ts';
import { accountsSetting } from '../accounts/setting.ts';
import type { Drill } from './run.ts';

const numberIn = (options: readonly string[], name: string, otherwise: number): number => {
  const place = options.indexOf(`--${name}`);
  return place < 0 ? otherwise : Number(options[place + 1]);
};

export const drill: Drill = {
  about:
    'guesses at many accounts and codes to many numbers, from 1,000 addresses within an hour: --accounts, --guesses',
  async run(options, say) {
    const accounts = numberIn(options, 'accounts', 1_000);
    const guesses = numberIn(options, 'guesses', 100_000);
    const setting = await accountsSetting();
    const figures = await guessAtMany(setting, { accounts, addresses: 1_000, guesses });
    say(
      `${figures.guesses} guesses at ${accounts} accounts: ${figures.evaluated} passwords looked at, at most ${figures.most} for one`,
    );
    say(
      `${figures.worked} times work was done, ${figures.refused} were told to wait, ${figures.ownersIn} owners came in`,
    );
    await setting.drop();
    const second = await accountsSetting();
    const { sent, mostOfNumber } = await pump(second, { numbers: 100, addresses: 1_000, asks: 3_000 });
    say(`3000 asked for codes to 100 numbers: ${sent} sent, at most ${mostOfNumber} to one`);
    await second.drop();
    if (figures.most > 10) throw new Error('more than ten passwords an hour were looked at for an account');
    if (figures.ownersIn < accounts) throw new Error('an owner did not come in');
    if (mostOfNumber > 10) throw new Error('more than ten messages a day went to one number');
  },
};
