import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Door, doorsOf } from '../access/doors.ts';
import { startApp, type TestApp } from '../support/app.ts';

/** Forms of the operators that decide nothing, give nothing out and can be undone by anyone at the desk; ending access is never delayed. */
const harmless = [
  '/admin/applications/mailed/:id',
  '/admin/applications/mailed/new',
  // The own view of the audit. A search for a person is in the audit, and shows no more than the audit itself.
  '/admin/audit/filters',
  '/admin/audit/filters/:id/remove',
  '/admin/audit/find',
  '/admin/audit/verify',
  '/admin/institutions/:id/certification',
  '/admin/institutions/certifications/:submission',
  '/admin/institutions/new',
  '/admin/links/:id/check',
  '/admin/phrases',
  '/admin/phrases/:id',
  '/admin/phrases/:id/remove',
  // The plan agreed with an institution, which both sides read; the letters of a plan go to its two sides.
  '/admin/plans/:id',
  '/admin/plans/:id/items',
  '/admin/plans/:id/items/:item',
  '/admin/plans/:id/items/:item/done',
  '/admin/plans/:id/items/:item/reopen',
  '/admin/plans/:id/items/:item/remove',
  '/admin/plans/:id/letters',
  '/admin/promotions/:id/withdraw',
  '/admin/review/:id/claim',
  '/admin/review/:id/phrase',
  '/admin/review/:id/release',
  '/admin/review/next',
  // The own view of the desk; taking back a decision, which has sent nothing yet.
  '/admin/review/failed',
  '/admin/review/filters',
  '/admin/review/filters/:id/remove',
  '/admin/review/undo',
  // The reading of a source stops or goes on: nothing that it brought is withdrawn.
  '/admin/sources/:id/hold',
  '/admin/sources/:id/release',
  '/admin/staff/search',
  // Drafts of the status page, visible only here.
  '/admin/status',
  '/admin/status/:id',
  '/admin/status/:id/discard',
  '/admin/tokens/:id/revoke',
  // Marks for reviewers, and a reminder that each person gets once a day. Synonyms of citizens' searches: a word too many shows more, and hides
  // nothing.
  '/admin/synonyms',
  '/admin/words',
  '/admin/words/remove',
  '/admin/statistics/quality/preview',
  // Shows the words of a message with sample data, and keeps nothing.
  '/admin/messages/:key/preview',
  '/admin/statistics/quality/send',
  // Written for the Cloud itself; a second person decides, with a fresh second factor.
  '/admin/resources/new',
  '/admin/resources/drafts/:id',
  '/admin/resources/:id/revise',
  '/admin/resources/:id/terms',
  '/admin/resources/:id/withdraw',
];

/** Assets of an institution that a session left open must not lose: its keys and its people. */
const precious = [
  '/console/applications/:ak/secrets',
  '/console/applications/:ak/secrets/rotate',
  '/console/applications/:ak/secrets/:id/end',
  '/console/members/invite',
  '/console/members/:accountId',
  '/console/members/:accountId/remove',
  '/console/security/recovery-codes',
];

describe('a second factor that was given long ago', () => {
  let at: TestApp;
  let forms: Door[];

  before(async () => {
    at = await startApp(import.meta.filename);
    forms = doorsOf(at).filter(({ method }) => method === 'POST');
  });
  after(() => at.close());

  it('is not enough for any form of the operators that decides, reveals, exports or gives out', () => {
    const without = forms.filter(({ path, access }) => path.startsWith('/admin') && !access.endsWith('> step-up'));
    expect(without.map(({ path }) => path).toSorted()).to.deep.equal(harmless.toSorted());
  });

  it('R33 nor for keys, people and recovery codes of an institution', () => {
    const asked = forms.filter(({ access }) => access.endsWith('> step-up')).map(({ path }) => path);
    expect(asked).to.include.members(precious);
  });
});
