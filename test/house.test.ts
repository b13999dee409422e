import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { floors, inner } from './floors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where each tool may be imported. A path that ends with / is a folder. */
const homes: Record<string, RegExp> = {
  pg: /^(database\/|.*store\.ts$)/,
  knex: /^(database\/|.*store\.ts$)/,
  koa: /^(http\/|oidc\/|app\.ts$|demo\/partner\/pages\.ts$)/,
  '@modelcontextprotocol/server': /^assistants\/mcp\.ts$/,
  '@koa/router': /^http\/routing\.ts$/,
  argon2: /^crypto\//,
  '@node-rs/argon2': /^crypto\//,
  'sm-crypto-v2': /^crypto\//,
  jose: /^crypto\//,
  ejs: /^http\/pages\/render\.ts$/,
  helmet: /^http\//,
  undici: /^http\/outgoing\.ts$/,
  'oidc-provider': /^oidc\//,
  'openid-client': /^(demo|console)\//,
  otpauth: /^crypto\//,
  qr: /^(http\/pages\/qr\.ts|files\/qr-reader\.ts)$/,
  nodemailer: /^(mail\/|operations\/doctor\/checks\/network\.ts$)/,
  croner: /^jobs\//,
  'zod-openapi': /^site\/docs\//,
  marked: /^http\/pages\/markdown\.ts$/,
  pino: /^log\.ts$/,
  sharp: /^files\//,
  'file-type': /^files\//,
  busboy: /^http\/requests\/upload\.ts$/,
  yauzl: /^fields\/workbooks\//,
  yazl: /^(fields\/workbooks\/|(resources\/licences|citizens\/privacy)\/package\.ts$|site\/docs\/projects\/zip\.ts$)/,
  hucre: /^fields\/workbooks\//,
  htmlparser2:
    /^(fields\/(rich-text\/reader|workbooks\/xml-parts)|links\/watch\/page-reader|resources\/(announcements\/formats\/html|sources\/reading\/markup))\.ts$/,
  unpdf: /^resources\/announcements\/formats\/pdf\.ts$/,
  'postal-mime': /^resources\/announcements\/formats\/mail\.ts$/,
  'ical.js': /^resources\/(announcements\/formats|sources\/reading)\//,
  feedsmith: /^resources\/sources\/reading\//,
  gcoord: /^fields\/regions\/coordinates\.ts$/,
  '@simplewebauthn/server': /^accounts\/passkeys\/ceremony\.ts$/,
  diff: /^review\/desk\/word-diff\.ts$/,
};

type Import = { from: string; to: string };

/** Every import of a text: static, side-effect, type-only, re-export, dynamic, require; in either quote. */
function importsIn(text: string): string[] {
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])([^'"]+)\1/g,
    /\bimport\s*(['"])([^'"]+)\1/g,
    /\bimport\s*\(\s*(['"`])([^'"`]+)\1\s*[,)]/g,
    /\brequire\s*\(\s*(['"`])([^'"`]+)\1\s*\)/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, , name]) => (name === undefined ? [] : [name])),
  );
}

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const sources = filesIn('src', '.ts').map((path) => ({ path: relative('src', path), text: read(path) }));
const roomOf = (path: string) => (path.split('/')[0] ?? '').replace(/\.ts$/, '');

/** The fault of one import, in words; undefined if it is allowed. */
function judge({ from, to }: Import): string | undefined {
  if (to.startsWith('.')) {
    const target = relative(join(root, 'src'), join(root, 'src', from, '..', to));
    if (target.startsWith('..'))
      return target.startsWith('../migrations/') && from === 'database/migrate.ts'
        ? undefined
        : `${from} reaches outside src: ${to}`;
    const [own, other] = [roomOf(from), roomOf(target)];
    if (!floors.includes(own)) return `${from}: the room ${own} has no floor`;
    if (!floors.includes(other)) return `${from}: the room ${other} has no floor`;
    if (floors.indexOf(other) > floors.indexOf(own)) return `${from} reaches up to ${target}`;
    return judgeWithin(from, target);
  }
  const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] ?? to);
  const home = homes[name];
  return home !== undefined && !home.test(from) ? `${from} uses ${name}, which lives in ${home}` : undefined;
}

/** The same for rooms within rooms, at every depth. */
function judgeWithin(from: string, target: string): string | undefined {
  const [room, folder] = target.split('/');
  return judgeIn(room ?? '', from, target) ?? judgeIn(`${room}/${folder}`, from, target);
}

function judgeIn(room: string, from: string, target: string): string | undefined {
  const order = inner[room.replace(/\.ts$/, '')];
  if (order === undefined) return undefined;
  const depth = room.split('/').length;
  const innerOf = (path: string) =>
    order.find((name) => name === (path.split('/')[depth] ?? '').replace(/\.ts$/, '')) ?? '';
  const [own, other] = [innerOf(from), innerOf(target)];
  const isSame = from.startsWith(`${room}/`);
  if (isSame && order.indexOf(other) > order.indexOf(own)) return `${from} reaches up to ${target}`;
  const isInside = isSame && own === other;
  const door = target
    .split('/')
    .toSpliced(depth + 1, Number.POSITIVE_INFINITY, 'index.ts')
    .join('/');
  const hasDoor = target.split('/').length > depth + 1 && isDrawersDoor(door);
  return hasDoor && !isInside && target !== door
    ? `${from} does not come by the door of ${room}/${other}: ${target}`
    : undefined;
}

/** Whether that file is the one way into a drawer. The maker of a room (a module) is no such door: the roster alone goes through it. */
const isDrawersDoor = (door: string) =>
  sources.some(({ path, text }) => path === door && !/\bModule<|\bcreate\w+Module\b/.test(text));

/** The room whose file that is, by its own name: `doctor` of operations/doctor/store.ts, `accounts` of accounts/people/store.ts. */
function nameOfRoom(path: string): string {
  const [outer = '', within = ''] = path.split('/');
  const isRoom = sources.some(({ path: each }) => each === `${outer}/${within}/index.ts`);
  return isRoom && !isDrawersDoor(`${outer}/${within}/index.ts`) ? within : outer;
}

/** Every room in the order of the floors, and every drawer in its place among them. */
const rooms = floors.flatMap((floor) =>
  (inner[floor] ?? ['']).map((name) => [floor, name].filter((part) => part !== '').join('/')),
);

/** A way round from each file that imports itself over others. */
function circlesIn(importsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  function follow(path: string, way: readonly string[]): void {
    const began = way.indexOf(path);
    if (began >= 0) circles.push([...way.slice(began), path].join(' → '));
    if (began >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) follow(next, [...way, path]);
    done.add(path);
  }
  for (const path of importsOf.keys()) follow(path, []);
  return circles;
}

describe('the house', () => {
  // A file that fits in the head, and the provider's settings in two screenfuls: where more reads better, it is more.
  after('says which files are long', () => {
    for (const { path, text } of sources) {
      const [lines, most] = [text.split('\n').length, path === 'oidc/configuration.ts' ? 180 : 250];
      if (lines > most) console.info(`  hint: src/${path} has ${lines} lines, more than ${most}`);
    }
  });

  it('keeps its floors and every tool in its home', () => {
    const complaints = sources.flatMap(({ path, text }) =>
      importsIn(text).flatMap((to) => judge({ from: path, to }) ?? []),
    );
    expect(complaints).to.deep.equal([]);
  });

  it('asks other machines by one client, which decodes nothing and opens no neighbour (docs/adr/0119)', () => {
    // The global `fetch` by its name is found by biome (biome.json), which knows parameters.
    const other =
      /(?<!typeof )globalThis(\.fetch|\[['"]fetch)|from 'node:http2'|from '(node:)?https'|import \{[^}]*\b(get|request)\b[^}]*\} from 'node:http'/;
    const found = sources.flatMap(({ path, text }) => (other.test(text) ? [path] : []));
    // By node:https, which decodes nothing, and reads a certificate that is not to be trusted.
    expect(found).to.deep.equal(['operations/doctor/checks/network.ts']);
    expect(read('biome.json')).to.match(/"deniedGlobals": \{\s*"fetch":/);
  });

  for (const [form, line] of Object.entries({
    static: `import { x } from '../oidc/tokens/store.ts';`,
    'double quotes': `import { x } from "../oidc/tokens/store.ts";`,
    'over lines': `import {\n  x,\n  y,\n} from '../oidc/tokens/store.ts';`,
    'side effect': `import '../oidc/tokens/store.ts';`,
    'type only': `import type { X } from '../oidc/tokens/store.ts';`,
    're-export': `export * from '../oidc/tokens/store.ts';`,
    dynamic: `const x = await import('../oidc/tokens/store.ts');`,
    'dynamic with a template': 'const x = await import(`../oidc/tokens/store.ts`);',
    require: `const x = require('../oidc/tokens/store.ts');`,
  })) {
    it(`sees an import that reaches up (${form})`, () => {
      const found = importsIn(line).flatMap((to) => judge({ from: 'accounts/service.ts', to }) ?? []);
      expect(found).to.deep.equal(['accounts/service.ts reaches up to oidc/tokens/store.ts']);
    });
  }

  it('sees an import that reaches up within a room, or passes the door of a room within it', () => {
    const to = (from: string, target: string) => judge({ from, to: target });
    expect(to('database/embedded/cluster.ts', '../pool.ts')).to.match(/reaches up to database\/pool\.ts/);
    expect(to('database/server.ts', './embedded/index.ts')).to.match(/reaches up/);
    expect(to('database/open.ts', './embedded/lease.ts')).to.match(/does not come by the door of database\/embedded/);
    expect(to('jobs/store.ts', '../database/embedded/lease.ts')).to.match(/does not come by the door/);
    for (const fine of ['./embedded/index.ts', './pool.ts']) expect(to('database/open.ts', fine)).to.equal(undefined);
    expect(to('database/embedded/cluster.ts', '../server.ts')).to.equal(undefined);
    expect(to('database/embedded/cluster.ts', './lease.ts')).to.equal(undefined);
    expect(to('resources/imports/workbook/reading.ts', '../service.ts')).to.match(/reaches up/);
    expect(to('resources/imports/service.ts', './workbook/reading.ts')).to.equal(undefined);
  });

  it('sees a tool outside its home', () => {
    expect(judge({ from: 'accounts/service.ts', to: 'pg' })).to.match(/uses pg/);
    expect(judge({ from: 'accounts/service.ts', to: '@koa/router' })).to.match(/uses @koa\/router/);
    expect(judge({ from: 'accounts/pages.ts', to: '@koa/router' })).to.match(/uses @koa\/router/);
    expect(judge({ from: 'http/routing.ts', to: '@koa/router' })).to.equal(undefined);
  });

  it('reads forms, checks their tokens and leads on in one place each', () => {
    const places: [RegExp, RegExp][] = [
      [/\brouter(\.(get|post)\(|\[)/, /^http\/routing\.ts$/],
      [/\brouting\.enter\(/, /^http\/serve-(routes|operations)\.ts$/],
      [
        /import \{[^}]*\breadForm\b[^}]*\} from '[^']*body\.ts'/,
        /^http\/(serve-routes|operation|requests\/upload)\.ts$/,
      ],
      [/import \{[^}]*\breadUpload\b/, /^(http\/serve-routes|files\/api)\.ts$/],
      [/\b(formTokens|tokens)\.verify\(/, /^http\/serve-routes\.ts$/],
      [/\bctx\.redirect\(|\bstatus = 30[1237]\b/, /^http\/route\.ts$/],
      [/\bctx\.params\b/, /^http\/(route|operation)\.ts$/],
    ];
    const strays = places.flatMap(([what, home]) =>
      sources.filter(({ path, text }) => what.test(text) && !home.test(path)).map(({ path }) => `${path}: ${what}`),
    );
    expect(strays).to.deep.equal([]);
  });

  it('has no circle of files', () => {
    const importsOf = new Map(
      sources.map(({ path, text }) => [
        path,
        importsIn(text).flatMap((to) => (to.startsWith('.') ? [join(path, '..', to)] : [])),
      ]),
    );
    expect(circlesIn(importsOf)).to.deep.equal([]);
    expect(circlesIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).to.deep.equal(['b → c → b']);
  });

  it('makes every room once, in the order of the floors: services.ts is read from top to bottom', () => {
    const roster = read('src/services.ts');
    const imports = roster.matchAll(/import \{([^}]+)\} from '\.\/([\w/-]+)\/[\w-]+\.ts'/g);
    const roomOfName = new Map(
      [...imports].flatMap(([, names = '', room = '']) => names.split(',').map((name) => [name.trim(), room] as const)),
    );
    const made = Array.from(roster.matchAll(/\.add\((\w+)/g), ([, create = '']) => roomOfName.get(create));
    expect(made).to.deep.equal(rooms.filter((room) => made.includes(room)));
    const others = ['database', 'words', 'oidc', 'demo']; // they are no rooms of the roster, or stand above it
    const withDoor = sources.flatMap(({ path }) => {
      const room = /^([\w/-]+)\/index\.ts$/.exec(path)?.[1];
      return room !== undefined && rooms.includes(room) && !isDrawersDoor(path) ? [room] : [];
    });
    expect(withDoor.filter((room) => !made.includes(room) && !others.includes(room))).to.deep.equal([]);
  });

  it('states the verbs of each room of the roster in a named interface, with a line of documentation for each', () => {
    const withoutVerbs = ['site', 'site/help', 'site/brand'];
    const textOf = (path: string) => sources.find((each) => each.path === path)?.text ?? '';
    const homeOf = (path: string, name: string): string => {
      const from = new RegExp(`import [^;]*\\b${name}\\b[^;]*from '(\\.[^']+)'`).exec(textOf(path))?.[1];
      return from === undefined ? path : join(path, '..', from);
    };
    type Given = { home: string; name: string };
    /** The services that a room gives: types, by its annotation, or by the factories of a room below `module.ts`. */
    function givenBy(path: string): Given[] {
      const text = textOf(path);
      const service = /\b(?:Module<(?=\w+>)|const service: )(\w+)/.exec(text)?.[1];
      const stated =
        /\bModule<\{([^}]*)\}>/.exec(text)?.[1] ?? new RegExp(`type ${service} =([\\s\\S]*?)\\};`).exec(text)?.[1];
      if (stated !== undefined)
        return Array.from(stated.matchAll(/(?<!\(\w*)\w: ([A-Z]\w*(?: & [A-Z]\w*)*)/g), ([, names = '']) => names)
          .flatMap((names) => names.split(' & '))
          .map((name) => ({ home: homeOf(path, name), name }));
      const made = /\bservice: \{([^}]*)\}/.exec(text)?.[1] ?? '';
      return (made.match(/\w+/g) ?? []).map((name) => {
        const create = new RegExp(`create${name.replace(/^sandbox/, '')}`, 'i').exec(text)?.[0] ?? name;
        const home = homeOf(path, create);
        const type = new RegExp(`function ${create}\\([\\s\\S]*?\\): (\\w+) \\{\\n`).exec(textOf(home))?.[1];
        return { home, name: type ?? name };
      });
    }
    /** Verbs that nothing is said of; the whole, where it is no interface and no function of which the signature is written out. */
    function undocumented({ home, name }: Given): string[] {
      const text = textOf(home);
      const body = new RegExp(`\\ninterface ${name} \\{[\\s\\S]*?\\n\\}\\n`).exec(text.replaceAll('export ', ''))?.[0];
      if (body === undefined)
        return new RegExp(`\\btype ${name} = (<\\w+>)?\\(`).test(text) ? [] : [`${home}: ${name}`];
      const lines = body.split('\n');
      return lines.flatMap((line, index) =>
        /^ {2}\w/.test(line) && !/\*\/$/.test(lines[index - 1] ?? '') ? [`${home}: ${name}.${line.trim()}`] : [],
      );
    }
    const doors = read('src/services.ts').matchAll(/import \{[^}]*\bcreate\w+Module\b[^}]*\} from '\.\/([^']+)'/g);
    const found = Array.from(doors, ([, path = '']) => {
      const given = givenBy(path);
      return { room: dirname(path), given, missing: given.flatMap(undocumented) };
    });
    const named = found.filter(({ room }) => !withoutVerbs.includes(room));
    expect(named.filter(({ given }) => given.length === 0).map(({ room }) => room)).to.deep.equal([]);
    expect(named.flatMap(({ missing }) => missing)).to.deep.equal([]);
  });

  it('has no drawer for odds and ends', () => {
    const odd = sources.filter(({ path }) => /(^|\/)(utils?|types|constants|helpers|common|misc)(\/|\.ts$)/.test(path));
    expect(odd.map(({ path }) => path)).to.deep.equal([]);
  });

  it('suppresses nothing and leaves nothing for later', () => {
    const words =
      /@ts-(ignore|expect-error|nocheck)|biome-ignore|\b(TODO|FIXME|XXX)\b|\bas any\s*[\];,)}>|&]|\bas any$|: any\s*[\];,)=}>|&[]/m;
    const texts = [...sources, ...filesIn('test', '.ts').map((path) => ({ path, text: read(path) }))];
    const found = texts.filter(({ path, text }) => !path.endsWith('house.test.ts') && words.test(text));
    expect(found.map(({ path }) => path)).to.deep.equal([]);
  });

  it('reads time from the clock and the environment at the roof only', () => {
    const time = sources.filter(({ path, text }) => path !== 'clock.ts' && /\bDate\.now\(|new Date\(\s*\)/.test(text));
    expect(time.map(({ path }) => path)).to.deep.equal([]);
    const environment = sources.filter(
      // The snippets of the reference are programs of others, which have an environment of their own.
      ({ path, text }) =>
        !/^(server|cli|site\/docs\/reference\/snippets)\.ts$/.test(path) && /\bprocess\.env\b/.test(text),
    );
    expect(environment.map(({ path }) => path)).to.deep.equal([]);
  });

  it('makes no request and no response itself: V8 measures them by the first seven, and every later one would be a dictionary', () => {
    const made = sources.filter(({ text }) => /\bnew (IncomingMessage|ServerResponse)\(/.test(text));
    expect(made.map(({ path }) => path)).to.deep.equal([]);
  });

  it('names roles in policies.ts alone: verbs and pages ask a sentence (docs/adr/0133)', () => {
    const byHand = /\bmustOperate\(\s*\w+,\s*['"]|\bisMemberOf\([^()]*\[\s*['"]|\w\.role ===? '\w+' \|\| \w+\.role\b/;
    const found = sources.filter(({ path, text }) => !path.endsWith('policies.ts') && byHand.test(text));
    expect(found.map(({ path }) => path)).to.deep.equal([]);
    for (const bad of [
      "mustOperate(actor, 'auditor')",
      "isMemberOf(actor, id, ['owner'])",
      "actor.role === 'owner' || actor.role === 'agent'",
    ])
      expect(bad).to.match(byHand);
  });

  it('writes SQL in stores only, and never now()', () => {
    const sql = /[`'"]\s*(select|insert into|update|delete from|with)\s+\w/i;
    const outside = sources.filter(
      ({ path, text }) => !/(store\.ts$|^database\/|^words\/)/.test(path) && sql.test(text),
    );
    expect(outside.map(({ path }) => path)).to.deep.equal([]);
    const stores = sources.filter(
      ({ path, text }) => /store\.ts$/.test(path) && /\bnow\(\)|current_timestamp/i.test(text),
    );
    expect(stores.map(({ path }) => path)).to.deep.equal([]);
  });

  it('names a condition of a row in the room that owns its table; others ask its rule', () => {
    const conditions =
      /(?:(\w+|\$\{\w+\})\.)?\b((?:disabled|closed|closing|locked|deleted|expires|ended|ends|revoked|withdrawn|certified|consumed|handover)_at|(?:starts|ends)_on|publication_state|verifies|(?:sessions|tokens)_valid_from)\b/g;
    const owners = new Map<string, string[]>();
    for (const path of filesIn('migrations', '.ts')) {
      const [, room = ''] = /\d{4}_([a-z]+)\w*\.ts$/.exec(path) ?? [];
      for (const [, table = ''] of read(path).matchAll(/\bcreate table (\w+)/g)) owners.set(table, [room]);
    }
    // A room within a room has its tables in the file of that; and there is a rule for rooms below the one that writes its rows.
    for (const [room, tables] of Object.entries({
      ...{ passkeys: /^passkey/, open: /^open_/, licences: /^licence|^shared_resources$/ },
      ...{ verification: /^verification_/, vendors: /^vendor_/, transparency: /^transparency_|^figures?_(?!due)/ },
      ...{ privacy: /^account_deletions$|^personal_/, family: /^child_(?!platforms)/, helpdesk: /^helpdesk_/ },
      ...{ months: /^log_month/, sealing: /^sealing_/, distribution: /^distribution_/, status: /^status_|^service_/ },
      ...{ doctor: /^(nodes|backups|backup_trials|database_sizes)$/, incidents: /^incident/ },
    })) {
      const own = [...owners.keys()].filter((table) => tables.test(table));
      expect(own, room).not.to.eql([]);
      for (const table of own) owners.set(table, [room]);
    }
    owners.set('consents', ['oidc', 'applications']);
    const others = ['demo', 'distribution']; // they write rows of every room, as those would, and move rows as they are

    /** Tables by the names under which the statements and the rules of a file speak of them. */
    function aliasesIn(text: string): Map<string, Set<string>> {
      const aliases = new Map<string, Set<string>>();
      const add = (alias: string, table: string) =>
        owners.has(table) && aliases.set(alias, (aliases.get(alias) ?? new Set<string>()).add(table));
      for (const [, table = '', alias] of text.matchAll(
        /\b(?:from|join|update|into|using)\s+(\w+)(?:\s+(?:as\s+)?(?!(?:on|where|set|join|left|cross|order|group|for|using|values|select|returning)\b)(\w+))?/g,
      ))
        for (const name of [table, alias ?? table]) add(name, table);
      for (const [, tables = '', names = ''] of text.matchAll(/\browOf<[^(]*\(\s*\[([^\]]*)\],\s*\(([^)]*)\)/g))
        for (const [index, name] of names.split(', ').entries())
          add(`\${${name}}`, /'(\w+)'/.exec(tables.split(', ')[index] ?? '')?.[1] ?? '');
      return aliases;
    }
    function strays(path: string, text: string): string[] {
      const aliases = aliasesIn(text);
      const all = new Set([...aliases.values()].flatMap((tables) => [...tables]));
      const room = nameOfRoom(path);
      const isOwn = (table: string) => owners.get(table)?.includes(room) === true;
      return (text.match(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g) ?? []).flatMap((literal) => {
        const named = new Set(
          [...literal.matchAll(/\b(?:from|join|update|into) (\w+)/g)].map(([, table = '']) => table),
        );
        const own = [...named].filter((table) => owners.has(table));
        return [...literal.matchAll(conditions)].flatMap(([found, alias, column]) => {
          const tables = alias === undefined ? (own.length > 0 ? own : [...all]) : [...(aliases.get(alias) ?? [])];
          const isFine = alias === undefined ? tables.length === 0 || tables.some(isOwn) : tables.every(isOwn);
          return isFine ? [] : [`${path}: ${found} (${column} of ${tables})`];
        });
      });
    }
    const plain = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
    const asking = sources.filter(
      ({ path, text }) => /store\.ts$|^database\//.test(path) || (/\browOf</.test(text) && path !== 'rule.ts'),
    );
    const found = asking
      .filter(({ path }) => !others.includes(nameOfRoom(path)))
      .flatMap(({ path, text }) => strays(path, plain(text)));
    expect(found).to.deep.equal([]);
    expect(
      strays('operations/doctor/store.ts', 'db.row(`select 1 from accounts a where a.locked_at is null`)'),
    ).to.have.length(1);
    expect(
      strays('operations/doctor/store.ts', 'db.row(`select 1 from accounts where deleted_at is null`)'),
    ).to.have.length(1);
    expect(
      strays('links/rule.ts', "rowOf<Row>(['links', 'institutions'], (l, i) => [`$".concat('{i}.disabled_at`])')),
    ).to.have.length(1);
    expect(strays('accounts/store.ts', 'db.row(`select 1 from accounts a where a.locked_at is null`)')).to.deep.equal(
      [],
    );
  });

  it('has sentences in words/ and on pages only: services, stores, jobs, letters and programs exchange facts', () => {
    const silent =
      /(^|[/-])(service|store|api|errors|fact|facts|letters?|managers|announcements|reminding|announcing)\.ts$/;
    /** Files that send notices, or work by a schedule. */
    const sends = /\b(notices|sms|mail)\.send\(|\bnotifyManagers\(trx|\bschedule: '/;
    const texts = [
      'demo/statistics/store.ts', // texts of the demo's institutions
      'demo/story-store.ts',
      'demo/partner/store.ts',
    ];
    const plain = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
    const found = sources
      .filter(({ path, text }) => (silent.test(path) || sends.test(text)) && /\p{Script=Han}/u.test(plain(text)))
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('words/'));
    expect(found.filter((path) => !texts.includes(path))).to.deep.equal([]);
    expect(texts.filter((path) => !found.includes(path))).to.deep.equal([]);
  });

  it('reports faults of a call as facts, so that an English client reads English', () => {
    // The message of a zod check: a text within its brackets, and not the description behind it.
    const check =
      /(?:\bz(?:\.\w+)*|\.(?:min|max|regex|refine|date|enum|array))\(\s*(?:[^()'`]|\([^()]*\))*?['`][^'`\n]*\p{Script=Han}/gu;
    const found = sources
      .filter(({ path }) => /operations\.ts$/.test(path))
      .flatMap(({ path, text }) =>
        (text.match(check) ?? []).flatMap((each) =>
          /descri|title:|summary:|tag:/.test(each) ? [] : `${path}: ${each}`,
        ),
      );
    expect(found).to.deep.equal([]);
  });

  it('keeps the words of a room in one file a language, all of one form', () => {
    const helpers = [
      'index', // puts the rooms together
      'parts', // words of several rooms
      'explained', // the pages that explain codes to programmers
      'ground', // the files on the ground, which are rooms of their own
      'names', // English for names that citizens read
      'samples', // English for the lines of the samples
      'api', // English for the description of the API, looked up by its Chinese
      'channel-fields', // the same for fields and metrics
      'docs-data', // the look-up, and the same for other data of 开发者中心
      'messages', // letters that operators may reword
      'commands', // the help of the command line, by the names of commands
    ];
    for (const language of ['zh', 'en']) {
      const found = sources.flatMap(({ path, text }) => {
        const [, name] = new RegExp(`^words/${language}/([\\w-]+)\\.ts$`).exec(path) ?? [];
        return name === undefined || helpers.includes(name) ? [] : [{ name, text }];
      });
      const known = rooms.map((room) => room.split('/').at(-1));
      expect(found.filter(({ name }) => !known.includes(name)).map(({ name }) => name)).to.deep.equal([]);
      expect(
        found.filter(({ text }) => !text.includes('\nexport const facts = {')).map(({ name }) => name),
      ).to.deep.equal([]);
      const folders = sources.flatMap(({ path }) => new RegExp(`^words/${language}/(\\w+)/`).exec(path)?.[1] ?? []);
      expect([...new Set(folders)], 'what views say themselves').to.deep.equal(['views']);
    }
  });

  it('has whole Chinese sentences in words/ alone, but for labels of data, content, and messages before words are loaded', () => {
    /** Drawers of a room, by the names that they have everywhere, and why words stand there. */
    const drawers = [
      /^words\//,
      /^demo\//, // texts of its institutions and people
      /(^|[/-])(form|fields|kinds?)\.ts$/, // labels and hints of fields, beside the rule that each goes by: data of forms, templates and JSON Schema
      /^resources\/channels\//, // the same, and an example of each
      // Documents that describe calls and tools are made of the objects that answer them: the description of a field stands beside its schema.
      /(^|[/-])(operations|tools)\.ts$/,
      /(^|\/)personal-data\.ts$/, // why something is kept, beside the labels of its columns: rows of one register
    ];
    const others: Readonly<Record<string, readonly string[]>> = {
      'labels and hints of fields': [
        'applications/aksk/scopes.ts',
        'applications/aksk/simulation.ts',
        'assistants/scopes.ts', // as the consent page asks
        'applications/letters/changes.ts', // names of settings in 变更历史
        'fields/china/credit-code.ts',
        'institutions/members/post.ts',
        'integration/plan-desk-pages.ts',
        'resources/licences/catalogue/line.ts',
        'resources/licences/requests/application.ts',
        'resources/licences/requests/approval.ts',
        'links/link.ts',
        'oversight/admin-token.ts',
        'citizens/privacy/terms-admin-pages.ts',
        'resources/imports/workbook/template.ts',
        'statistics/questions/question.ts', // causes and verdicts
        'statistics/questions/standing.ts', // how a question stands, beside its figure
        'statistics/questions/rules.ts', // why a figure is asked about
        'statistics/reports/metric.ts',
        'integration/vendors/owner-pages.ts',
        'webhooks/pages.ts',
      ],
      'descriptions of calls, in the documents that describe them': [
        'site/docs/reference/openapi-answers.ts',
        'site/docs/reference/openapi.ts',
        'webhooks/payloads.ts',
        'site/docs/reference/reading.ts',
        'site/docs/reference/rows.ts',
        'http/answer.ts',
        'http/operation.ts',
        'http/requests/listing.ts',
        'resources/api/json-schema.ts',
      ],
      'what goes out as it is, before there is anybody to say it or in a library that takes texts': [
        'fields/workbooks/write.ts', // Excel's messages about a list
        'http/gate/refusal.ts',
        'http/gate/waiting-page.ts',
        'http/pages/assets.ts',
        'http/requests/body.ts',
      ],
      'content that is given away': [
        'site/brand/design.ts',
        'resources/licences/samples.ts',
        'resources/licences/terms/licence-text.ts',
        'citizens/privacy/package-text.ts',
        'integration/verification/judging/lines/authlib.ts', // lines of the samples
        'integration/verification/judging/lines.ts',
        'integration/verification/judging/lines/go.ts',
        'integration/verification/judging/lines/node.ts',
        'integration/verification/judging/lines/php.ts',
        'integration/verification/judging/lines/rust.ts',
        'integration/verification/judging/lines/spring.ts',
        'webhooks/event.ts', // the test event
      ],
      'names, examples, and how people ask': [
        'applications/aksk/frameworks.ts',
        'console/commands.ts',
        'resources/announcements/reading/offer-forms.ts',
        'resources/announcements/reading/people.ts',
        'resources/announcements/reading/places.ts',
        'resources/listing/questions.ts',
        'resources/listing/times.ts',
        'resources/listing/when-where.ts',
      ],
    };
    const literalOrComment = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;
    const hasSentence = (text: string) =>
      (text.match(literalOrComment) ?? []).some(
        (each) => !each.startsWith('/') && /\p{Script=Han}/u.test(each) && /[。；？！，]/.test(each),
      );
    const found = sources
      .filter(({ path, text }) => !drawers.some((each) => each.test(path)) && hasSentence(text))
      .map(({ path }) => path);
    const known = Object.values(others).flat();
    expect(found.filter((path) => !known.includes(path))).to.deep.equal([]);
    expect(known.filter((path) => !found.includes(path))).to.deep.equal([]);
  });

  it('names no type and no function by a word with several meanings, or outside the glossary', () => {
    const types = /\b(?:type|interface) (Asked|Told|Place|Road|Fork)\b/g;
    const names =
      /\b(tellHeads|TellHeads|headsOf|createRecent|furnish[A-Z]\w*|create\w+Doors|couriers|restock|rezone|patience|atOnce|isHeard)\b/g;
    const plain = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$|'[^'\n]*'/gm, '');
    const found = sources.flatMap(({ path, text }) =>
      [types, names].flatMap((words) => [...plain(text).matchAll(words)].map(([said]) => `${path}: ${said}`)),
    );
    expect(found).to.deep.equal([]);
  });

  it('parses no meaning out of a sentence: patterns with words run over texts of people and other programs only', () => {
    const foreign = [
      'fields/number.ts', // typed units
      'fields/workbooks/table.ts',
      'fields/written-time.ts',
      'fields/regions/region.ts', // names of the official list
      'resources/channels/opening-hours.ts',
      'resources/channels/shared.ts',
      'resources/imports/workbook/examples.ts',
      'fields/regions/short-names.ts', // names of regions
      'resources/listing/when-where.ts',
      'resources/listing/times.ts',
      'resources/listing/hours.ts',
      'resources/listing/latin.ts',
      'resources/listing/asked.ts',
      'resources/listing/concepts.ts',
      'resources/listing/prices.ts',
      'resources/listing/needs.ts', // words typed by citizens
      'resources/listing/acts.ts',
      'resources/listing/phrases.ts',
      'resources/listing/questions.ts',
      'statistics/reports/pasted.ts',
      'links/watch/page-reader.ts', // pages of partners
      'resources/sources/looking.ts', // categories of other sites
      'resources/listing/houses.ts', // names of institutions
      'resources/public/near-asked.ts', // questions of citizens
      'resources/sources/mapping.ts', // titles of other sites
      'integration/verification/runs/login-page.ts', // pages of partners
      'review/days/working-days.ts', // names of holidays in the calendar
      'statistics/dashboards/trend.ts',
      'demo/institutions/back-office.ts', // names that the demo invented
      'demo/entries/season.ts', // times that the demo wrote
      'demo/entries/ruled.ts',
      'demo/statistics/statistics.ts',
    ];
    const pattern =
      /\b(startsWith|endsWith|includes|indexOf|match|matchAll|test|exec|search|replace|replaceAll|split)\([^)]*\p{Script=Han}|\/[^/\n'"`]*\p{Script=Han}[^/\n'"`]*\/[a-z]*\s*[.,;)\]]/u;
    const found = sources.filter(({ text }) =>
      text.split('\n').some((line) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line)),
    );
    const others = found
      .map(({ path }) => path)
      // Announcements of halls are read by their words: docs/adr/0155.
      .filter(
        (path) =>
          !path.startsWith('words/') && !path.startsWith('resources/announcements/reading/') && !foreign.includes(path),
      );
    expect(others).to.deep.equal([]);
    expect(foreign.filter((path) => !found.some((each) => each.path === path))).to.deep.equal([]);
  });

  it('makes the tables of the rooms in the order of the floors, one file a room, and later changes after them', () => {
    const names = filesIn('migrations', '.ts').map((path) => /\d{4}_(\w+)\.ts$/.exec(path)?.[1] ?? path);
    const made = names.slice(0, names.indexOf('demo') + 1);
    expect(made).to.deep.equal(floors.filter((floor) => made.includes(floor)));
    const order = new Set([...floors, ...rooms.map((room) => room.split('/').at(-1) ?? room)]);
    const unknown = names.filter((name) => !order.has(name.split('_')[0] ?? ''));
    expect(unknown, 'the name begins with the room').to.deep.equal([]);
  });

  it('names each rule of the mission in a test', () => {
    const titles = filesIn('test', '.test.ts').flatMap(
      (path) => read(path).match(/\b(?:it|describe)\(\s*['"`][^\n]*/g) ?? [],
    );
    const named = new Set(titles.flatMap((title) => title.match(/\bR\d\d\b/g) ?? []));
    const rules = Array.from({ length: 62 }, (_, place) => `R${String(place + 1).padStart(2, '0')}`);
    expect(rules.filter((rule) => !named.has(rule))).to.deep.equal([]);
  });

  it('R62 is TypeScript, and strictly so', () => {
    const { compilerOptions } = JSON.parse(read('tsconfig.json'));
    for (const option of ['strict', 'noUncheckedIndexedAccess', 'exactOptionalPropertyTypes'])
      expect(compilerOptions[option], option).to.equal(true);
    const others = ['.js', '.mjs', '.cjs', '.jsx'].flatMap((ending) =>
      ['src', 'migrations'].flatMap((each) => filesIn(each, ending)),
    );
    expect(others).to.deep.equal([]);
    const silenced = sources.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(text));
    expect(silenced.map(({ path }) => path)).to.deep.equal([]);
  });

  it('R60 has the top level of the card', () => {
    const names = readdirSync(root);
    expect(names).to.include.members([
      'src',
      'views',
      'migrations',
      'keys',
      'test',
      'package.json',
      'tsconfig.json',
      '.env.example',
      'README.md',
    ]);
  });

  it('names proofs in its threat model and its reliability that are there', () => {
    const tests = filesIn('test', '');
    for (const doc of ['docs/threat-model.md', 'docs/reliability.md']) {
      const named = read(doc).match(/\btest\/[\w./-]*\w/g) ?? [];
      const missing = named.filter((name) => !tests.some((path) => path.startsWith(name)));
      expect(missing, doc).to.deep.equal([]);
    }
  });

  it('has each line that `npm run faults` breaks, once in its file', () => {
    const faults: { file: string; before: string }[] = JSON.parse(read('test/faults/faults.json'));
    const stale = faults.filter(({ file, before }) => read(file).split(before).length !== 2);
    expect(stale).to.deep.equal([]);
  });
});
