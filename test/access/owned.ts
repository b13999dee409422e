import type { Member, Staff } from '../../src/actor.ts';
import { dayOf } from '../../src/clock.ts';
import { newId } from '../../src/crypto/secrets.ts';
import { cloudInstitutionId } from '../../src/institutions/service.ts';
import { createClient, type TestApp } from '../support/app.ts';
import { createMember, createNewcomer } from '../support/console.ts';
import { csvOf, rowOf, send as sendImport, sheetRows } from '../support/imports.ts';
import { asMember, send } from '../support/institutions.ts';
import { createDesk, grant, share } from '../support/lending.ts';
import { bands } from '../support/pictures.ts';
import { entryOf } from '../support/resources.ts';
import { sealAnew } from '../support/transparency.ts';
import { authorise, becomeVendor, createVendor } from '../support/vendors.ts';

export type Owned = Readonly<Record<string, string>>;

/** An address that no other institution has. */
const sourceOfOwn = () =>
  ({
    address: `https://${newId()}.example.cn/events.ics`,
    form: 'calendar',
    title: '活动日历',
    settings: { categories: {}, otherwise: 'activity', places: {}, fixed: {} },
  }) as const;

/** Things of institution A, by the door that shows or changes them. A door with a parameter that is not here is a hole in this test. */
export async function createOwned(at: TestApp, owner: Member): Promise<Owned> {
  const { institutionId } = owner;
  const { app } = at;
  const { clientId } = await createClient(at, { name: '青溪文化云' }, { institutionId });
  const [secret] = await app.applications.secrets(clientId);
  await app.applications.rotate(owner, clientId); // only one that was replaced can be ended
  const sandbox = await app.applications.openSandbox(owner, institutionId, {
    name: '本机调试',
    redirectUris: 'http://localhost:9/callback',
  });
  const { clientId: proved } = await createClient(at, { name: '青溪数字馆' }, { institutionId });
  const run = await app.verification.start(owner, proved, {
    stack: 'node',
    loginUrl: 'https://partner.invalid/sign-in', // in a sandbox it asks for no picture
  });
  const picture = { name: '登录窗口.png', bytes: await bands(460, 120) };
  await app.verification.answer(owner, run.id, [{ question: 'button', answer: 'yes', picture }]);
  await app.accounts.createTestCitizen(owner, institutionId);
  const personal = await app.applications.openOwnSandbox(owner.accountId, {
    name: '自己试试',
    redirectUris: 'http://localhost:9/callback',
  });
  const [citizen] = await app.accounts.testCitizens(owner, institutionId);
  const submission = await app.review.begin(owner, 'application', { institutionId });
  const accept = { types: ['image/png'] };
  const file = await app.files.keep(owner, { institutionId, name: '海报.png', bytes: await bands(460, 120), accept });
  if ('problem' in file) throw new Error(file.problem.code);
  const values = { name: '青溪文化云', pcUrl: 'https://www.qx.example.cn/', h5Url: undefined };
  const link = await at.database.db.transaction((trx) =>
    app.links.open(trx, {
      institutionId,
      values: { ...values, poster: file.id, crop: undefined, appQr: undefined },
      actor: owner,
    }),
  );
  const about = { institutionId, clientId: undefined };
  const [entry] = await app.resources.proposeMany(owner, 'news', about, [{ data: { title: '青溪动态' } }]);
  const chosen = await app.selection.choose(owner, {
    act: 'withdraw',
    filter: { institutionId: owner.institutionId },
    query: '',
  });
  const { endpoint } = await app.webhooks.endpoints.create(owner, {
    ...{ url: 'https://hooks.qx.example.cn/a', description: '', types: [] },
  });
  const delivery = await app.webhooks.test(owner, endpoint.id);
  const desk = await createDesk(at);
  const resource = await share(at, desk);
  const today = dayOf(app.clock.now());
  const licence = await grant(at, desk, owner, [resource], { from: today, until: today });
  const news = csvOf(sheetRows('news', [rowOf('news')]));
  const upload = await sendImport(at, owner, { channel: 'news', bytes: Buffer.from(news), type: 'csv' });
  const pasted = await app.announcements.begin(owner, { text: '剪纸课\n时间：12月5日14:00' });
  const colleague = await createMember(at, { institutionId, role: 'reader' });
  const invitation = await app.invitations.invite(owner, institutionId, { phone: '13800008199', post: 'reader' });
  const joining = await app.invitationLinks.inviteByLink(owner, institutionId, { post: 'reader' });
  // The institution is a developer of another one, too, and has one of its own.
  const { name } = await app.institutions.get(institutionId);
  await becomeVendor(at, institutionId);
  const hall = asMember(await createMember(at));
  const looked = await createClient(at, { name: '澜江云' }, { institutionId: hall.institutionId });
  const unverified = await createClient(at, { name: '澜江讲座' }, { institutionId: hall.institutionId });
  await authorise(at, hall, name);
  const authorisation = await authorise(at, owner, (await createVendor(at)).name);
  const standIn = await app.vendors.standIn(owner, 'verify', looked.clientId);
  const vendorRun = await app.verification.start(standIn, looked.clientId, {
    ...{ stack: 'node', loginUrl: 'http://localhost:9/sign-in' },
  });
  await app.verification.answer(standIn, vendorRun.id, [{ question: 'button', answer: 'yes', picture }]);
  const director = { kind: 'operator', name: 'test' } as const;
  const agreed = { cloudOwner: '赵敏', partnerOwner: '陈静' };
  await app.plans.direct(director, institutionId, { ...agreed, group: { name: '群', address: '1', note: undefined } });
  await app.plans.addItem(director, institutionId, { ...agreed, layer: 'login', title: '沙箱', agreedOn: today });
  const [item] = (await app.plans.look(owner, institutionId)).items;
  await app.assistantTokens.mint(owner.accountId, owner, { name: '编辑器' });
  const [assistant] = await app.assistantTokens.list(owner.accountId);
  const access = newId();
  await at.database.db.run(
    `insert into assistant_accesses (id, grant_hash, account_id, institution_id, client_id, name, scopes, sessions_valid_from, created_at, expires_at)
     values ($1, $2, $3, $4, 'https://editor.example.cn/client.json', '编辑器', '{sandbox:read}', now(), now(), now() + interval '1 day')`,
    [access, Buffer.from(access), owner.accountId, institutionId],
  );
  const ak = `/console/applications/${clientId}`;
  await at.database.db.run(
    `with report as (insert into daily_reports (client_id, day, institution_id, figures, revision, late, reported_at, updated_at)
       values ($1, '2026-01-01', $2, '{100,50,40}', 1, false, now(), now()) returning client_id, day, figures)
     insert into report_revisions (client_id, day, revision, figures, actor_kind, at) select client_id, day, 1, figures, 'member', now() from report`,
    [clientId, institutionId],
  );
  const question = newId();
  const proof = await app.files.keep(owner, { institutionId, name: '说明.png', bytes: await bands(460, 120), accept });
  if ('problem' in proof) throw new Error(proof.problem.code);
  await at.database.db.run(
    `with asked as (insert into figure_questions (id, client_id, institution_id, first_day, last_day, asked_at, due_at, cause, file_id, answered_at)
       values ($1, $2, $3, '2026-01-01', '2026-01-01', now(), now(), 'unknown', $4, now()) returning id, client_id)
     insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
       select client_id, '2026-01-01', 'pv', 'jump', id, '{}', now() from asked`,
    [question, clientId, institutionId, proof.id],
  );
  await sealAnew(at);
  await app.transparency.grow();
  const source = await app.sources.begin(owner, institutionId, sourceOfOwn());
  return {
    '/console/sources/:id': `/console/sources/${source}`,
    '/console/statistics/questions/:id': `/console/statistics/questions/${question}`,
    '/console/members/links/:id': `/console/members/links/${joining.id}`,
    '/console/join/:token': `/console/join/${joining.token}`,
    '/console/assistants/accesses/:id': `/console/assistants/accesses/${access}`,
    '/console/assistants/sign-in/:uid': `/console/assistants/sign-in/${'a'.repeat(21)}`,
    '/console/assistants/:id': `/console/assistants/${assistant?.id}`,
    '/console/try/:call': '/console/try/getMe',
    '/console/applications/:ak': ak,
    '/console/applications/sandbox/:ak/hand-over': `/console/applications/sandbox/${personal.application.clientId}/hand-over`,
    '/console/applications/sandbox/:ak': `/console/applications/sandbox/${sandbox.application.clientId}`,
    '/console/applications/sandbox/citizens/:id': `/console/applications/sandbox/citizens/${citizen?.id}`,
    '/console/applications/:ak/secrets/:id': `${ak}/secrets/${secret?.id}`,
    '/console/submissions/:id': `/console/submissions/${submission.id}`,
    '/console/catalogue/:id': `/console/catalogue/${resource}`,
    '/console/licences/:id': `/console/licences/${licence}`,
    '/console/files/:id': `/console/files/${file.id}`,
    '/console/resources/previews/:id': `/console/resources/previews/${entry?.submissionId}`,
    '/console/resources/:id': `/console/resources/${entry?.entryId}`,
    '/console/resources/actions/:id': `/console/resources/actions/${chosen.id}`,
    '/console/resources/paste/:id': `/console/resources/paste/${pasted}`,
    '/console/resources/imports/:id': `/console/resources/imports/${upload.id}`,
    '/console/webhooks/:id': `/console/webhooks/${endpoint.id}`,
    '/console/webhooks/:id/deliveries/:delivery': `/console/webhooks/${endpoint.id}/deliveries/${delivery.id}`,
    '/console/counters/:ak': `/console/counters/${clientId}`,
    '/console/statistics/:ak/:day': `/console/statistics/${clientId}/2026-01-01`,
    '/console/statistics/:ak/:day/proof': `/console/statistics/${clientId}/2026-01-01/proof`,
    '/console/statistics/:ak/:day/proof/:revision': `/console/statistics/${clientId}/2026-01-01/proof/1`,
    '/console/statistics/:ak/months/:month': `/console/statistics/${clientId}/months/2026-01`,
    '/console/verification/:ak': `/console/verification/${clientId}`,
    '/console/verification/:ak/:run': `/console/verification/${run.clientId}/${run.id}`,
    '/console/plan/items/:id': `/console/plan/items/${item?.id}`,
    '/console/vendor/:ak': `/console/vendor/${looked.clientId}`,
    '/console/vendor/verification/:ak': `/console/vendor/verification/${unverified.clientId}`,
    '/console/vendor/verification/:ak/:run': `/console/vendor/verification/${looked.clientId}/${vendorRun.id}`,
    '/console/vendor/verification/:ak/:run/pictures/:question': `/console/vendor/verification/${looked.clientId}/${vendorRun.id}/pictures/button`,
    '/console/vendors/:id': `/console/vendors/${authorisation}`,
    '/console/verification/:ak/:run/pictures/:question': `/console/verification/${run.clientId}/${run.id}/pictures/button`,
    '/console/links/:id': `/console/links/${link}`,
    '/console/links/:id/evidence/:hash': `/console/links/${link}/evidence/${await seenOn(at, link)}`,
    '/console/links/:file': `/console/links/${link}-230x60.png`,
    '/console/links/preview': `/console/links/preview?file=${file.id}&size=230x60`,
    '/console/members/:accountId': `/console/members/${colleague.accountId}`,
    '/console/members/invitations/:id': `/console/members/invitations/${invitation.id}`,
    '/console/invitations/:id': `/console/invitations/${invitation.id}`,
  };
}

/** A picture that the watch found on the page of this link. */
async function seenOn({ app, database }: TestApp, link: string): Promise<string> {
  const hash = 'a'.repeat(22);
  const now = app.clock.now();
  await database.db.run(`insert into link_pictures (hash, bytes, used_at) values ($1, $2, $3) on conflict do nothing`, [
    hash,
    await bands(18, 5),
    now,
  ]);
  await database.db.run(
    `insert into link_sides (link_id, side, state, since, failures, good, checked_at, found_at, found_picture)
     values ($1, 'web', 'found', $2, 0, 1, $2, $2, $3) on conflict do nothing`,
    [link, now, hash],
  );
  return hash;
}

/** The longest beginning of the door that names something owned, with the rest of the door. */
export function address(owned: Owned, path: string): string | undefined {
  const [known] = Object.keys(owned)
    .filter((each) => path === each || path.startsWith(`${each}/`))
    .toSorted((one, other) => other.length - one.length);
  const rest = known === undefined ? ':' : path.slice(known.length);
  return known === undefined || rest.includes(':') ? undefined : `${owned[known]}${rest}`;
}

/** The same for the doors of the operators: of each thing one that staff may look at and decide about. */
export async function createGoverned(at: TestApp, staff: Staff, owner: Member): Promise<Owned> {
  const { app } = at;
  const { institutionId } = owner;
  const { clientId } = await createClient(at, { name: '青溪书房' }, { institutionId });
  await app.applications.waiveRedirectUri(staff, clientId, {
    uri: 'http://www.qx.example.cn/cb',
    until: new Date(app.clock.now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10),
    reason: '旧程序',
  });
  const { redirectUris } = await app.applications.waivers(clientId);
  const applicant = await createMember(at, { certified: false });
  const submission = await send(at, applicant);
  const letter = await app.review.begin(staff, 'application', { institutionId, source: 'mail' });
  const paper = await createMember(at, { certified: false });
  const mailed = await app.review.begin(staff, 'certification', { institutionId: paper.institutionId, source: 'mail' });
  const [file] = await app.files.describe([submission.data.certificate ?? ''], submission.institutionId);
  const [link] = await app.links.list(institutionId);
  await app.phrases.add(staff, { text: '请补充公章' });
  const phrase = (await app.phrases.list()).at(-1);
  const [item] = (await app.plans.look(staff, institutionId)).items;
  await app.promotions.publish(staff, { title: '暑期夜校', body: '全国联动。' });
  const [promotion] = await app.promotions.shown(1);
  const { token } = await mint(at, staff);
  const person = await createNewcomer(at);
  const support: Staff = { ...staff, roles: ['support'] };
  const opened = await app.helpdesk.look(support, { who: person.accountId, reason: '来电说收不到验证码' });
  if (!('id' in opened)) throw new Error('the help desk opened no case');
  const [licence] = await app.licences.listOf(owner);
  const [shared] = await app.catalogue.list({});
  const waiting = await app.resources.proposeMany(owner, 'book', { institutionId, clientId: undefined }, [
    { data: await entryOf(at, institutionId, 'book') },
  ]);
  const shownBook = await app.resources.submit(owner, waiting[0]?.entryId ?? '');
  const draft = await app.resources.begin(staff, 'news', cloudInstitutionId);
  const question = newId();
  const accept = { types: ['image/png'] };
  const proof = await app.files.keep(owner, { institutionId, name: '说明.png', bytes: await bands(460, 120), accept });
  if ('problem' in proof) throw new Error(proof.problem.code);
  await at.database.db.run(
    `with asked as (
       insert into figure_questions (id, client_id, institution_id, first_day, last_day, asked_at, due_at, cause, file_id, answered_at)
       values ($1, $2, $3, '2026-01-01', '2026-01-01', now(), now(), 'unknown', $4, now())
       returning id, client_id)
     insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
     select client_id, '2026-01-01', 'pv', 'jump', id, '{}', now() from asked`,
    [question, clientId, institutionId, proof.id],
  );
  const ak = `/admin/applications/${clientId}`;
  const effectiveOn = dayOf(new Date(app.clock.now().getTime() + 30 * 86_400_000));
  const texts = { terms: '用户协议', privacy: '隐私政策', changes: '更正一个错字' };
  const published = await app.accounts.terms.publish({ ...staff, roles: ['security'] }, { effectiveOn, ...texts });
  if (!('version' in published)) throw new Error('no version of the terms was published');
  const [job] = await at.database.db.rows<{ id: number }>(
    `insert into jobs (queue, payload, created_at, run_at, given_up_at) values ('none', '{}', $1, $1, $1) returning id`,
    [app.clock.now()],
  );
  const told = await app.status.incidents.draft(staff, {
    ...{ kind: 'incident', title: '短信较慢', components: 'sms', impact: 'slow', body: '验证码约 20 秒到。' },
    startsAt: '2026-11-24 10:00',
  });
  if (!('id' in told)) throw new Error('nothing was drafted for the status page');
  const desk = app.incidentDesk;
  const happened = await desk.incidents.open(staff, {
    ...{ title: 'SK 可能泄漏', summary: '代码托管平台上出现了它的 SK。', level: 'larger' },
    ...{ foundAt: app.clock.now().toISOString(), applications: clientId },
  });
  if (!('id' in happened)) throw new Error('no incident was opened');
  const freeze = await desk.freezes.start({ ...staff, roles: ['security'] }, happened.id, {
    ...{ kind: 'account', target: (await createNewcomer(at)).accountId, reason: '批量撞库' },
  });
  if (!('id' in freeze)) throw new Error('nothing was frozen');
  const source = await app.sources.begin(owner, institutionId, sourceOfOwn());
  return {
    '/admin/sources/:id': `/admin/sources/${source}`,
    '/admin/incidents/:id': `/admin/incidents/${happened.id}`,
    '/admin/incidents/:id/freezes/:freeze': `/admin/incidents/${happened.id}/freezes/${freeze.id}`,
    '/admin/status/:id': `/admin/status/${told.id}`,
    '/admin/system/:queue': '/admin/system/jobs',
    '/admin/system/:queue/:id': `/admin/system/jobs/${job?.id}`,
    '/admin/terms/:version': `/admin/terms/${published.version}`,
    '/admin/review/:id': `/admin/review/${submission.id}`,
    ...(await deskOf(at, staff, submission.id)),
    '/admin/previews/:id': `/admin/previews/${shownBook.id}`,
    '/admin/files/:id': `/admin/files/${file?.id}`,
    '/admin/statistics/questions/:id': `/admin/statistics/questions/${question}`,
    '/admin/reports/:ak/:day': `/admin/reports/${clientId}/2026-01-01`,
    '/admin/institutions/:id': `/admin/institutions/${institutionId}`,
    '/admin/institutions/certifications/:submission': `/admin/institutions/certifications/${mailed.id}`,
    '/admin/applications/mailed/:id': `/admin/applications/mailed/${letter.id}`,
    '/admin/applications/:ak': ak,
    '/admin/applications/:ak/waivers/:id': `${ak}/waivers/${redirectUris[0]?.id}`,
    '/admin/links/:id': `/admin/links/${link?.id}`,
    '/admin/links/:id/evidence/:hash': `/admin/links/${link?.id}/evidence/${await seenOn(at, link?.id ?? '')}`,
    '/admin/links/:file': `/admin/links/${link?.id}-230x60.png`,
    '/admin/plans/:id': `/admin/plans/${institutionId}`,
    '/admin/plans/:id/items/:item': `/admin/plans/${institutionId}/items/${item?.id}`,
    '/admin/promotions/:id': `/admin/promotions/${promotion?.id}`,
    '/admin/phrases/:id': `/admin/phrases/${phrase?.id}`,
    '/admin/messages/:key': '/admin/messages/copyright-ends',
    '/admin/licences/:id': `/admin/licences/${licence?.id}`,
    '/admin/resources/:id': `/admin/resources/${shared?.id}`,
    '/admin/resources/drafts/:id': `/admin/resources/drafts/${draft}`,
    '/admin/support/:case': `/admin/support/${opened.id}`,
    '/admin/staff/:accountId': `/admin/staff/${person.accountId}`,
    '/admin/tokens/:id': `/admin/tokens/${token}`,
  };
}

/** Own rows of the desks: a filter of each, and a bulk. */
async function deskOf(at: TestApp, { accountId }: Staff, submissionId: string): Promise<Owned> {
  const [filter, question, bulk, now] = [newId(), newId(), newId(), at.app.clock.now()];
  await at.database.db.run(
    `insert into review_filters (id, account_id, desk, name, query, created_at)
     values ($1, $3, 'review', '存疑', 'doubt=yes', $4), ($2, $3, 'audit', '看过', 'group=looks', $4)`,
    [filter, question, accountId, now],
  );
  await at.database.db.run(
    `insert into review_bulks (id, account_id, kind, items, samples, created_at)
     select $1, $2, kind, jsonb_build_array(jsonb_build_object('id', id, 'seen', revision)), array[id], $4 from submissions where id = $3`,
    [bulk, accountId, submissionId, now],
  );
  return {
    '/admin/audit/filters/:id': `/admin/audit/filters/${question}`,
    '/admin/review/filters/:id': `/admin/review/filters/${filter}`,
    '/admin/review/bulk/:id': `/admin/review/bulk/${bulk}`,
  };
}

async function mint(at: TestApp, staff: Staff): Promise<{ token: string }> {
  await at.app.adminTokens.mint(staff, { name: '每日汇总', scopes: 'admin:review', life: '1' });
  const [token] = await at.app.adminTokens.list(staff);
  return { token: token?.id ?? '' };
}
