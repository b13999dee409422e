import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoized } from '../kept.ts';
import type { SampleValues } from '../start/samples.ts';

/** A finished project of docs/samples for one framework: a developer downloads it whole, and its README says how it is run. */
export type Project = {
  /** Its folder in docs/samples, and its name as a ZIP. */
  id: string;
  title: string;
  /** Its part of /docs/frameworks. */
  part: string;
  /** In the order of the ZIP. `.env.example` becomes `.env`. */
  files: readonly string[];
  /** Files that another project has as well: path → where it stands in docs/samples. */
  shared?: Readonly<Record<string, string>>;
};

/** In the order of the list on the page. Adding one is an entry here, a folder, and its line in docs/portal/frameworks.md. */
export const projects: readonly Project[] = [
  {
    id: 'express',
    title: 'Express',
    part: 'openid-client',
    files: ['README.md', '.env.example', 'package.json', 'server.js', 'cloud.js'],
  },
  {
    id: 'next',
    title: 'Next.js',
    part: 'authjs',
    files: [
      ...['README.md', '.env.example', 'package.json', 'lib/cloud.js', 'lib/sessions.js', 'app/layout.jsx'],
      ...['app/page.jsx', 'app/login/route.js', 'app/callback/route.js', 'app/logout/route.js'],
      'app/backchannel-logout/route.js',
    ],
  },
  {
    id: 'django',
    title: 'Django',
    part: 'authlib',
    files: [
      ...['README.md', '.env.example', 'requirements.txt', 'manage.py', 'hall/__init__.py', 'hall/settings.py'],
      ...['hall/urls.py', 'ncc/__init__.py', 'ncc/models.py', 'ncc/migrations/__init__.py'],
      ...['ncc/migrations/0001_initial.py', 'ncc/urls.py', 'ncc/views.py'],
    ],
  },
  {
    id: 'spring-boot',
    title: 'Spring Boot 3',
    part: 'spring-boot',
    files: [
      ...['README.md', '.env.example', 'pom.xml', 'src/main/resources/application.yml', 'src/main/java/hall/Hall.java'],
      ...['src/main/java/hall/CloudLogin.java', 'src/main/java/hall/Citizens.java', 'src/main/java/hall/Pages.java'],
    ],
  },
  {
    id: 'apache',
    title: 'Apache（mod_auth_openidc）',
    part: 'mod_auth_openidc',
    files: ['README.md', '.env.example', 'cloud.conf', 'failed.html', 'try.conf', 'try.sh', 'html/index.shtml'],
  },
  {
    id: 'keycloak',
    title: 'Keycloak',
    part: 'keycloak',
    files: ['README.md', '.env.example', 'hall-realm.json'],
  },
  {
    id: 'laravel',
    title: 'Laravel',
    part: 'laravel',
    files: [
      ...['README.md', '.env.example', 'app/Cloud/CloudProvider.php', 'app/Cloud/CloudServiceProvider.php'],
      ...['app/Cloud/CloudTokens.php', 'app/Http/Controllers/CloudController.php', 'config/cloud.php'],
      ...['database/migrations/2026_12_02_000000_add_cloud_login.php', 'resources/views/cloud.blade.php'],
      'routes/cloud.php',
    ],
  },
  {
    id: 'wordpress',
    title: 'WordPress',
    part: 'wordpress',
    files: ['README.md', '.env.example', 'ncc-login/ncc-login.php'],
  },
  {
    id: 'mini-program',
    title: '微信小程序',
    part: 'mini-program',
    files: [
      ...['README.md', '.env.example', 'app.js', 'app.json', 'pages/index/index.js', 'pages/index/index.wxml'],
      ...['pages/login/login.js', 'pages/login/login.wxml', 'pages/done/done.js', 'pages/done/done.wxml'],
      ...['server/package.json', 'server/server.js'],
    ],
    shared: { 'server/cloud.js': 'express/cloud.js' },
  },
  {
    id: 'uni-app',
    title: 'uni-app',
    part: 'uni-app',
    files: [
      ...['README.md', '.env.example', 'src/cloud.js', 'src/pages.json', 'src/pages/index/index.vue'],
      ...['src/pages/login/login.vue', 'src/pages/done/done.vue'],
    ],
    shared: {
      'server/package.json': 'mini-program/server/package.json',
      'server/server.js': 'mini-program/server/server.js',
      'server/cloud.js': 'express/cloud.js',
    },
  },
  {
    id: 'thinkphp',
    title: 'ThinkPHP 8',
    part: 'thinkphp',
    files: [
      ...['README.md', '.env.example', 'app/cloud/Cloud.php', 'app/controller/CloudLogin.php', 'config/cloud.php'],
      'route/cloud.php',
    ],
  },
  {
    id: 'ruoyi',
    title: '若依',
    part: 'ruoyi',
    files: [
      ...['README.md', '.env.example', 'ruoyi-admin/src/main/resources/application-cloud.yml'],
      'ruoyi-admin/src/main/java/com/ruoyi/web/controller/cloud/CloudLoginController.java',
      'ruoyi-framework/src/main/java/com/ruoyi/framework/cloud/CloudLoginConfig.java',
      'ruoyi-framework/src/main/java/com/ruoyi/framework/cloud/CloudLogins.java',
      'ruoyi-ui/src/views/cloud-done.vue',
    ],
  },
];

const settings = '.env.example';

/** A file of a ZIP; the names in it begin with the project's folder. */
export type ProjectFile = { path: string; text: string };

/** Reads the projects at the first request. */
export function createProjectFiles({ dir }: { dir: string }) {
  const readAll = async () =>
    new Map(
      await Promise.all(
        projects.map(async ({ id, files, shared = {} }): Promise<[string, readonly ProjectFile[]]> => {
          const sources = [...files.map((path) => [path, `${id}/${path}`] as const), ...Object.entries(shared)];
          const read = async ([path, source]: readonly [string, string]) => ({
            path: `${id}/${path}`,
            text: await readFile(join(dir, source), 'utf8'),
          });
          return [id, await Promise.all(sources.map(read))];
        }),
      ),
    );
  return memoized<ReadonlyMap<string, readonly ProjectFile[]>>(readAll);
}

export type ProjectFiles = ReturnType<typeof createProjectFiles>;

/** The reader's own values; without a sandbox none but the issuer, and the SK only where it is shown anyway. */
export type ProjectValues = Pick<SampleValues, 'issuer'> & { ak?: string; sk?: string; callback?: string };

/** The files as they are sent: the settings of the project are those of the reader. */
export const filled = (files: readonly ProjectFile[], values: ProjectValues): ProjectFile[] =>
  files.map(({ path, text }) =>
    path.endsWith(`/${settings}`)
      ? { path: path.slice(0, -'.example'.length), text: withValues(text, values) }
      : { path, text },
  );

/** Values that could begin a comment, a quotation or another line in some reader of `.env` are left out. */
const isPlain = (value: string): boolean => /^[\w.:/?&=%[\]~+-]+$/.test(value);

function withValues(text: string, { issuer, ak, sk, callback }: ProjectValues): string {
  const site = callback === undefined ? undefined : URL.parse(callback)?.origin;
  const own = { NCC_ISSUER: issuer, NCC_AK: ak, NCC_SK: sk, NCC_CALLBACK: callback, NCC_SITE: site };
  return text.replace(/^(NCC_[A-Z]+)=.*$/gm, (line, name: string) => {
    const value = Object.entries(own).find(([each]) => each === name)?.[1];
    return value === undefined || !isPlain(value) ? line : `${name}=${value}`;
  });
}
