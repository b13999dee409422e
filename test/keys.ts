import { allTests } from './choose.ts';

/** Tests in which people read: pages, letters, browsers, the command line. They assert words, and so do those of the words. */
const ofReaders = [
  /^test\/(abuse|applications\/letters|clients|conformance|drills|http\/pages|journeys|words)\//,
  /(^|[/-])(pages|browser|journey|look)\.test\.ts$/,
];

/** More of them, whose names do not say it. */
const otherReaders = [
  'test/access/parity.test.ts', // that a page gives the reasons that the API gives
  'test/access/partner-parity.test.ts',
  'test/accounts/own/own.test.ts', // mails with links, and short messages
  'test/accounts/people/test-citizens.test.ts',
  'test/accounts/recover.test.ts', // mails with codes and links
  'test/applications/form/mailed.test.ts',
  'test/applications/sandbox/own.test.ts',
  'test/applications/sandbox/sandbox.test.ts',
  'test/applications/validity/renewal-ways.test.ts',
  'test/site/brand/kit.test.ts',
  'test/console/guards.test.ts',
  'test/console/home/first-page.test.ts', // the sentences of 首页
  'test/console/second-factor/first-factor.test.ts',
  'test/console/second-factor/pending-factor.test.ts',
  'test/console/second-factor/reasons.test.ts',
  'test/console/second-factor/second-factor.test.ts',
  'test/console/search/dialog.test.ts', // by the names of its actions
  'test/console/search/search.test.ts',
  'test/console/sign-in/sign-in.test.ts',
  'test/citizens/helpdesk/helpdesk.test.ts',
  'test/operations/incidents/freezes.test.ts', // messages with texts of operators
  'test/institutions/certification/wizard.test.ts',
  'test/site/docs/examples.test.ts', // the recorded answers of the reference
  'test/citizens/family/family.test.ts', // the pages of guardian and child
  'test/integration/history.test.ts',
  'test/integration/plan.test.ts', // its pages
  'test/links/links.test.ts',
  'test/notices/announcements.test.ts',
  'test/oidc/login/registration.test.ts',
  'test/oidc/login/scan.test.ts',
  'test/oidc/login/ways-in.test.ts',
  'test/oversight/admin-tokens.test.ts',
  'test/citizens/privacy/report.test.ts', // a page, and its table
  'test/citizens/privacy/terms.test.ts',
  'test/resources/import-files.test.ts', // workbooks with remarks
  'test/resources/imports.test.ts',
  'test/resources/licence-end.test.ts',
  'test/resources/listing/people.test.ts', // its table for operators is a page
  'test/resources/public/lists.test.ts',
  'test/resources/zones.test.ts',
  'test/review/desk-item.test.ts',
  'test/review/form-script.test.ts',
  'test/review/new-kind.test.ts',
  'test/review/words/words.test.ts',
  'test/roster.test.ts', // the menu and the first page with a room more
  'test/statistics/dashboards/kept.test.ts', // pages
  'test/statistics/quality/quality.test.ts',
  'test/integration/verification/runs.test.ts',
  'test/statistics/reports/sheet.test.ts',
  'test/oversight/transparency/doors.test.ts', // the page, and the command line
];

/** Their proof has nothing to do with words, and takes long: processes that die, databases that are away, a whole server. */
const elsewhere = /^test\/(cluster|crypto|database|server)\/|(^|[/-])(crash|drawing|growth)\.test\.ts$/;

/**
 * Tests that must pass with WORDS=keys: those of services, stores, jobs and the API, which know codes and facts, and no sentence. `npm run
 * test:keys` runs them so.
 */
export function keyedTests(): string[] {
  const tests = allTests();
  const gone = otherReaders.filter((path) => !tests.includes(path));
  if (gone.length > 0) throw new Error(`test/keys.ts names tests that are not there: ${gone.join(', ')}`);
  return tests.filter(
    (path) => !elsewhere.test(path) && !otherReaders.includes(path) && !ofReaders.some((each) => each.test(path)),
  );
}
