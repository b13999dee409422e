import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openTravel, type Told } from './travel.ts';

const lastDay = Number(process.env.DAYS ?? 40);
const perDay = 20;
const calendar = Array.from({ length: lastDay }, (_, index) => index + 1);

/** The long form of test/applications/letters/reminders-crash.test.ts: `npm run forty-days`. */
describe('R32 forty days with three nodes, one of them killed half-way through the reminders of each morning', () => {
  let travel: Awaited<ReturnType<typeof openTravel>>;
  let told: Told[];

  before(async function () {
    this.timeout(90_000);
    const began = performance.now();
    travel = await openTravel(import.meta.filename, { perDay, lastDays: calendar });
    for (const day of calendar) {
      await travel.spend(day);
      process.stdout.write(
        `day ${day}: ${travel.killed()} nodes killed, ${travel.sent()} messages, ${travel.repeated()} delivered twice\n`,
      );
    }
    told = await travel.told();
    process.stdout.write(tableOf(told));
    process.stdout.write(`${Math.round((performance.now() - began) / 1000)} seconds\n`);
  });
  after(() => travel.close());

  it('tells of each stage once by each way', () => {
    for (const { stage, expected, site, mail, sms } of told) {
      const all = { once: expected, more: 0 };
      const isSms = stage === 1 || stage === 0;
      expect({ site, mail, sms }, `stage ${stage}`).to.eql({
        site: all,
        mail: all,
        sms: isSms ? all : { once: 0, more: 0 },
      });
    }
  });

  it('sends nothing else, and kills on every day', async () => {
    const mails = told.reduce((sum, { expected }) => sum + expected, 0);
    const texts = told.reduce((sum, { stage, expected }) => sum + (stage === 1 || stage === 0 ? expected : 0), 0);
    expect(travel.sent()).to.equal(mails + texts);
    expect(await travel.notices()).to.equal(2 * mails); // the contact and the owner
    expect(travel.killed()).to.equal(calendar.length);
  });
});

function tableOf(rows: readonly Told[]): string {
  const cell = ({ once, more }: Told['mail']) => `${once} once, ${more} more often`;
  return [
    '| days before | due | in the back office | mail | SMS |',
    '|---|---|---|---|---|',
    ...rows.map(
      ({ stage, expected, site, mail, sms }) =>
        `| ${stage} | ${expected} | ${cell(site)} | ${cell(mail)} | ${stage === 1 || stage === 0 ? cell(sms) : '–'} |`,
    ),
    '',
  ].join('\n');
}
