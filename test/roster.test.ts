import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { type Commands, must, text as option } from '../src/command.ts';
import { helpFor, overview } from '../src/command-help.ts';
import { text } from '../src/fields/text.ts';
import { member } from '../src/http/access.ts';
import { operation, serve } from '../src/http/operation.ts';
import { page } from '../src/http/route.ts';
import type { Jobs } from '../src/jobs/service.ts';
import type { Module } from '../src/module.ts';
import type { Notices } from '../src/notices/service.ts';
import { roster } from '../src/roster.ts';
import { rooms } from '../src/services.ts';
import { doorsOf } from './access/doors.ts';
import { startApp, type TestApp } from './support/app.ts';
import { createMember, createStaff, signInToConsole } from './support/console.ts';
import { asMember } from './support/institutions.ts';
import { until } from './support/until.ts';
import { fact, sentenceOf } from './support/words.ts';

type Greetings = { greet: (name: string) => string; heard: string[] };

const read = operation({
  ...{ method: 'get', path: '/api/v1/greetings/{name}', access: 'anyone', summary: '问候' },
  tag: { name: 'Greetings', title: '问候', order: 99 },
  params: { name: '问候谁' },
  answer: z.object({ text: z.string() }),
});

/** A room with one of everything, on services of rooms below. */
function createGreetingsModule({ jobs, notices }: { jobs: Jobs; notices: Notices }): Module<{ greetings: Greetings }> {
  const heard: string[] = [];
  const greet = (name: string) => `${name}，您好`;
  return {
    service: { greetings: { greet, heard } },
    menu: [
      {
        ...{
          key: 'greetings',
          href: '/console/greetings',
          label: fact('invitations.name', { text: '问候' }),
          order: 75,
        },
        side: 'member',
        waiting: async ({ accountId }) => 3 + (await notices.unread(accountId)),
      },
    ],
    progress: [
      {
        ...{ key: 'greetings', title: fact('invitations.name', { text: '互致问候' }), part: 'integration', order: 9 },
        of: async () => ({ progress: 'open', note: sentenceOf('还没有问候过'), href: '/console/greetings' }),
      },
    ],
    pages: ({ operations }) => [
      page('/console/greetings', member('owner'), (ctx) => {
        ctx.body = `${greet('王芳')} ${operations.length}`;
      }),
    ],
    operations: [serve(read, async (_ctx, { params: { name = '' } }) => ({ text: greet(name) }))],
    kinds: [
      {
        ...{ name: 'greeting', title: '问候申请', dueInWorkingDays: 3 },
        form: { groups: [{ name: 'words', title: '内容', fields: { title: text('标题', { max: 20 }) } }] },
        titleOf: ({ title = '' }) => title,
        onApproved: async () => undefined,
      },
    ],
    jobs: [{ queue: 'greetings.say', handle: async (payload) => void heard.push(JSON.stringify(payload)) }],
    async announced(trx, { kind, action, submission }) {
      if (kind.name === 'greeting' && action === 'submit')
        await jobs.enqueue(trx, 'greetings.say', { id: submission.id });
    },
  };
}

const commands: Commands<{ greetings: Greetings }> = {
  'greeting say': {
    help: 'Greets somebody.',
    example: 'greeting say --name 王芳',
    options: { name: option('whom (required)') },
    positionals: [],
    work: async ({ greetings }, values) => ({ document: {}, text: greetings.greet(must(values, 'name')) }),
  },
};

const more = rooms.add(createGreetingsModule, async () => commands);

describe('a room that is added to the roster', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { rooms: more, jobs: true });
  });
  after(() => at.close());

  it('is found in the menu, with its pending count, by visitors whom its page admits', async () => {
    const home = await (await signInToConsole(at, await createMember(at))).walk('/console');
    expect(home.text).to.match(/href="\/console\/greetings"[^>]*>\s*问候 *<b>3</);
    const reader = await (await signInToConsole(at, await createMember(at, { role: 'reader' }))).walk('/console');
    expect(reader.text).not.to.match(/href="\/console\/greetings"[^>]*>\s*问候\s*</);
  });

  it('answers at its address, and stands in the access matrix with its call', async () => {
    const shown = await (await signInToConsole(at, await createMember(at))).walk('/console/greetings');
    expect(shown.text).to.match(/^王芳，您好 \d\d/);
    const doors = doorsOf(at).map(({ method, path, access }) => `${method} ${path} | ${access}`);
    expect(doors).to.include.members(['GET /console/greetings | member:owner', 'GET /api/v1/greetings/:name | anyone']);
  });

  it('is described and answered as an operation of the API', async () => {
    const document: unknown = await (await fetch(`${at.origin}/api/v1/openapi.json`)).json();
    expect(document).to.have.nested.property('paths./api/v1/greetings/{name}.get.summary', '问候');
    const answer = await fetch(`${at.origin}/api/v1/greetings/${encodeURIComponent('王芳')}`);
    expect(await answer.json()).to.deep.equal({ text: '王芳，您好' });
  });

  it('has a line on the first page, under its title', async () => {
    const home = await (await signInToConsole(at, await createMember(at))).walk('/console');
    expect(home.text).to.include('互致问候').and.to.include('还没有问候过').and.to.include('五项对接');
  });

  it('sends its kind over the desk of the reviewers, and does its jobs', async () => {
    const owner = asMember(await createMember(at));
    const { id } = await at.app.review.begin(owner, 'greeting', { institutionId: owner.institutionId });
    await at.app.review.save(owner, id, { title: '新年问候' });
    await at.app.review.submit(owner, id);
    const desk = await (await signInToConsole(at, await createStaff(at, ['reviewer']))).walk('/admin/review');
    expect(desk.text).to.include('问候申请').and.to.include('新年问候');
    const { heard } = Object(at.app).greetings;
    await until(() => heard.length > 0, 'heard');
    expect(heard).to.deep.equal([JSON.stringify({ id })]);
  });

  it('has its commands on the command line, with a description', async () => {
    const all = await more.commands();
    expect(overview(all, 'en')).to.match(/^ {2}greeting say +Greets somebody\.$/m);
    const command = commands['greeting say'];
    if (command === undefined || command.bare) throw new Error('no command');
    expect(helpFor('greeting say', command, 'en'))
      .to.include('--name NAME')
      .and.to.include('Example: cloud greeting say');
    const { greetings } = Object(at.app);
    expect(await command.work({ greetings }, { name: '王芳' }, [])).to.have.property('text', '王芳，您好');
  });
});

describe('the roster', () => {
  it('takes no second service, and no second command, of one name', async () => {
    const one = () => ({ service: { one: 1 } });
    const twice = roster(async () => ({}))
      .add(one)
      .add(one);
    expect(() => twice.make({})).to.throw('Two rooms give “one”');
    const { 'db migrate': migrate } = await rooms.commands();
    const again = rooms.add(
      () => ({ service: {} }),
      async () => (migrate === undefined ? {} : { 'db migrate': migrate }),
    );
    expect(await again.commands().catch((error: Error) => error.message)).to.equal('Two rooms give “db migrate”');
  });

  it('has commands with a description, explained options, and an example that uses only these', async () => {
    for (const [name, { help, example, options, positionals }] of Object.entries(await rooms.commands())) {
      expect(help, name).to.match(/^[A-Z].*\.$/);
      expect(example.startsWith(name), `${name}: ${example}`).to.equal(true);
      const named = Array.from(example.matchAll(/--([\w-]+)/g), ([, option]) => option ?? '');
      expect([...Object.keys(options), 'json'], name).to.include.members(named);
      if (positionals.length > 0) expect(example.split(' ').length, name).to.be.above(2);
      for (const [option, { help: meaning }] of Object.entries(options))
        expect(meaning, option).to.have.length.above(5);
    }
  });

  it('has a page behind every entry of a menu, and one line of progress for each thing', async () => {
    const at = await startApp(import.meta.filename);
    const pages = at.app.routes.filter(({ kind }) => kind === 'page').map(({ path }) => path);
    const entries = at.app.modules.flatMap(({ menu = [] }) => menu);
    expect(entries.map(({ href }) => href).filter((href) => !pages.includes(href))).to.deep.equal([]);
    const lines = at.app.modules.flatMap(({ progress = [] }) => progress);
    expect(lines.map(({ key }) => key).toSorted()).to.deep.equal(
      ['applications', 'certification', 'links', 'login', 'resources', 'statistics'].toSorted(),
    );
    await at.close();
  });
});
