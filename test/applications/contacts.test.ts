import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readContact } from '../../src/applications/aksk/contact.ts';
import { Problem } from '../../src/errors.ts';
import { operator } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { cloud, cloudJson } from '../support/server.ts';
import { fact } from '../support/words.ts';
import { contact, type Office, openOffice } from './office.ts';

describe('the contact of an application', () => {
  let base: TestDatabase;
  let office: Office;
  before(async () => {
    base = await testDatabase();
    office = openOffice({ base, clock: testClock() });
  });
  after(() => base.drop());

  const fieldsOf = (work: Promise<unknown>) =>
    work.then(
      () => ({}),
      (error: unknown) => (error instanceof Problem ? error.fields : String(error)),
    );

  it('R20 needs a name and an e-mail, is read in whatever way it was typed, and may be left out', () => {
    expect(readContact({})).to.deep.equal({ contact: undefined });
    expect(
      readContact({ contactName: ' 王芳 ', contactPhone: '+86 138-0013-8000', contactEmail: 'Wang@Example.cn' }),
    ).to.deep.equal({ contact: { name: '王芳', phone: '13800138000', email: 'wang@example.cn' } });
    expect(readContact({ contactName: '王芳', contactEmail: 'wang@example.cn' })).to.have.nested.property(
      'contact.phone',
      undefined,
    );
    expect(readContact({ contactPhone: '1380013800' })).to.deep.equal({
      problems: {
        contactName: fact('fields.missing', { label: '联系人' }),
        contactPhone: fact('fields.mobile_form', { label: '联系电话' }),
        contactEmail: fact('fields.missing', { label: '联系邮箱' }),
      },
    });
  });

  it('is checked with everything else when an application is entered', async () => {
    const fields = await fieldsOf(office.enter('bad', { ...contact, contactEmail: 'wang', name: '' }));
    expect(fields).to.deep.equal({
      name: fact('fields.missing', { label: '第三方应用名称' }),
      contactEmail: fact('fields.email_form', { label: '联系邮箱' }),
    });
    expect(await office.applications.find('bad')).to.equal(undefined);
  });

  it('rests sealed, is shown masked, and is named in the audit by its mask', async () => {
    await office.enter('ak-1');
    expect(await office.applications.contact(operator, 'ak-1')).to.deep.equal({
      name: '王*',
      phone: '138****8000',
      email: 'w***@example.cn',
    });
    const [row] = await base.db.rows<{ row: object }>(
      `select to_jsonb(a) - 'contact_name' as row from applications a where client_id = 'ak-1'`,
    );
    const events = await base.db.rows(`select details, person from audit_events where subject_id = 'ak-1'`);
    const text = JSON.stringify([row, events]);
    for (const plain of ['13800138000', 'wang@example.cn']) {
      expect(text).not.to.include(plain);
      expect(text).not.to.include(Buffer.from(plain).toString('hex'));
    }
    expect(JSON.stringify(events)).to.include('138****8000').and.not.to.include('王芳');
  });

  it('is changed in parts, and the change is recorded', async () => {
    await office.enter('ak-2');
    await office.applications.setContact(operator, 'ak-2', { contactPhone: '13900139000' });
    expect(await office.applications.contact(operator, 'ak-2')).to.deep.include({ name: '王*', phone: '139****9000' });
    const event = await base.db.row<{ person: object }>(
      `select person from audit_events where subject_id = 'ak-2' and verb = 'application.contact'`,
    );
    expect(event?.person).to.deep.nested.include({ 'from.phone': '138****8000', 'to.phone': '139****9000' });
    expect(await fieldsOf(office.applications.setContact(operator, 'ak-2', { contactEmail: '' }))).to.have.keys(
      'contactEmail',
    );
    await office.enter('ak-3', {});
    expect(await office.applications.contact(operator, 'ak-3')).to.equal(undefined);
    expect(await fieldsOf(office.applications.setContact(operator, 'ak-3', { contactName: '王芳' }))).to.have.keys(
      'contactEmail',
    );
  });

  it('is for operators only', async () => {
    const code = (work: Promise<unknown>) => work.catch((error: unknown) => error instanceof Problem && error.code);
    const citizen = { kind: 'citizen', accountId: 'x' } as const;
    expect(await code(office.applications.contact(citizen, 'ak-1'))).to.equal('forbidden');
    expect(await code(office.applications.setContact(citizen, 'ak-1', contact))).to.equal('forbidden');
    expect(await code(office.applications.contact(operator, 'nobody'))).to.equal('not_found');
  });

  it('is entered and changed on the command line', async () => {
    const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
    const env = { DATABASE_URL: base.url, KEYS_DIR: keysDir };
    const institution = await cloudJson(['institution', 'create', '--name', '澜江市图书馆'], env);
    const person = ['--contact-name', '王芳', '--contact-phone', '13800138000', '--contact-email', 'wang@example.cn'];
    const application = ['application', 'create', '--institution', String(institution.id), '--name', '澜江云'];
    const created = await cloudJson([...application, '--scope', 'resource:read', ...person], env);
    const ak = String(created.client_id);
    expect(await cloudJson(['application', 'contact', ak], env)).to.deep.equal({
      client_id: ak,
      contact: { name: '王*', phone: '138****8000', email: 'w***@example.cn' },
    });
    const changed = await cloudJson(['application', 'contact', ak, '--contact-email', 'li@example.cn'], env);
    expect(changed).to.have.nested.property('contact.email', 'l***@example.cn');
    const refused = await cloud(['application', 'contact', ak, '--contact-phone', '123'], env);
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.include('请填写 11 位联系电话');
    rmSync(keysDir, { recursive: true, force: true });
  }).timeout(90_000);
});
