import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { text } from '../../src/fields/text.ts';
import type { Channel } from '../../src/resources/channels/channel.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { exampleOf, withSharedGroups } from '../../src/resources/channels/shared.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import { examplesOf } from '../../src/resources/imports/workbook/examples.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember } from '../support/console.ts';
import { become, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { reviewer, uploadCover } from '../support/resources.ts';

let validations = 0;
const counted: Channel = {
  code: 'counted',
  name: '数一数',
  lead: '每次核对都记下来',
  character: '数',
  schemaType: 'CreativeWork',
  groups: withSharedGroups({ name: 'counted', title: '内容', fields: { poet: text('诗人', { max: 30 }) } }),
  example: exampleOf({ external_id: 'qx-counted-1', title: '青溪晚眺', poet: '周远山' }),
  listed: ['poet'],
  filters: [],
  check: () => {
    validations += 1;
    return {};
  },
};

/** How often the form of a channel was read with success meanwhile. */
async function validationsIn(work: () => Promise<unknown>): Promise<number> {
  validations = 0;
  await work();
  return validations;
}

describe('a row of a workbook', () => {
  let at: TestApp;
  before(async () => {
    Object.assign(channels, { counted });
    examplesOf(counted); // read once in each process
    at = await startApp(import.meta.filename, { jobs: true });
  });
  after(async () => {
    Reflect.deleteProperty(channels, 'counted');
    await at.close();
  });

  for (const [name, externalId] of Object.entries({ 'with a local number': 'counted-7', 'without one': '' }))
    it(`R47 ${name} is read once, and validated by check, submission and approval alone`, async () => {
      const actor = asMember(await createMember(at));
      const { institutionId } = actor;
      const cover = await uploadCover(at, institutionId);
      const row = { ...counted.example, external_id: externalId, title: `青溪晚眺${name}`, cover };
      const columns = columnsOf(counted);
      const heads = columns.map(({ title }) => title);
      const bytes = await workbookOf([heads, columns.map((field) => Object(row)[field.name] ?? null)]);
      let id = '';
      const check = await validationsIn(async () => {
        const upload = { channel: 'counted', institutionId, clientId: undefined, name: '汇总.xlsx', bytes };
        ({ id } = await at.app.imports.begin(actor, { ...upload, type: 'xlsx' }));
        expect(await become(at, actor, id, 'checked')).to.include({ good: 1, bad: 0 });
      });
      const imported = await validationsIn(async () => {
        await at.app.imports.start(actor, id);
        await become(at, actor, id, 'done');
      });
      const [entry] = await at.app.resources.list({ institutionId, batchId: id }, undefined, 2);
      const submission = await validationsIn(() => at.app.resources.submit(actor, entry?.id ?? ''));
      const approval = await validationsIn(() => at.app.review.approve(reviewer, entry?.submissionId ?? ''));
      expect({ check, imported, submission, approval }).to.deep.equal({
        ...{ check: 1, imported: 0, submission: 1, approval: 1 },
      });
      const published = await at.app.resources.contents(actor, entry?.id ?? '');
      expect(published.values).to.include({ poet: '周远山', external_id: entry?.externalId });
      // The same row again is the same record, whichever step made it.
      const again = await at.app.resources.proposeMany(actor, 'counted', { institutionId, clientId: undefined }, [
        { externalId: entry?.externalId ?? '', data: { ...row, external_id: entry?.externalId ?? '' } },
      ]);
      expect(again.map(({ outcome }) => outcome)).to.deep.equal(['unchanged']);
    });
});
