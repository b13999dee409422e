import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One file of docs/adr, as its head says. */
export type Decision = {
  file: string;
  number: number;
  title: string;
  status: string;
  subject: string;
  /** The decision in force, in one line. */
  short: string;
  text: string;
};

const folder = fileURLToPath(new URL('../../docs/adr', import.meta.url));

/** By the word after `Subject:`, in the order of the index. Adding one is an entry here. */
const subjects: Readonly<Record<string, string>> = {
  identity: 'Identity and login',
  tokens: 'Tokens and the provider',
  applications: 'Applications and AK/SK',
  partners: "Partners' programs and documentation",
  review: 'Review',
  resources: 'Resources and search',
  statistics: 'Statistics',
  audit: 'Audit, keys and transparency',
  privacy: 'Privacy and children',
  pages: 'Pages and look',
  operations: 'Operations',
  scale: 'Database and scale',
  code: 'The code',
  tests: 'Tests',
};

const head = /^# (\d+)\. (.+)\n\nStatus: (.+)\n\nSubject: (.+)\n\nIn short: ([^\n]+(?:\n[^\n]+)*)\n/;

export const isReplaced = ({ status }: Decision): boolean => status.startsWith('Superseded');

/** All of them, the oldest first. One whose head says too little is no decision: an error names its file. */
export function decisions(): Decision[] {
  const files = readdirSync(folder).filter((name) => /^\d{4}-.+\.md$/.test(name));
  return files.toSorted().map((file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    const [, number, title, status, subject, short] = head.exec(text) ?? [];
    if (title === undefined || status === undefined || subject === undefined || short === undefined)
      throw new Error(`docs/adr/${file} does not begin with title, Status, Subject and In short`);
    if (subjects[subject] === undefined)
      throw new Error(`docs/adr/${file}: no subject "${subject}" (test/map/decisions.ts)`);
    return { file, number: Number(number), title, status, subject, short: short.replaceAll('\n', ' '), text };
  });
}

const note = ({ status }: Decision) => (status === 'Accepted' ? '' : ` *${status}.*`);
const link = ({ file, number, title }: Decision) => `${number} [${title}](${file})`;

/** docs/adr/README.md: the decisions in force, by subject. */
export function decisionIndex(all: readonly Decision[] = decisions()): string {
  const inForce = all.filter((each) => !isReplaced(each));
  const sections = Object.entries(subjects).flatMap(([subject, title]) => {
    const own = inForce.filter((each) => each.subject === subject);
    return own.length === 0
      ? []
      : [[`## ${title}`, own.map((each) => `- ${link(each)}: ${each.short}${note(each)}`).join('\n')].join('\n\n')];
  });
  return `${[
    '# Decisions',
    'What holds, by subject; each file has the reasons and what was not taken. Made by `npm run map` from the heads of the files (a test compares).',
    'A decision is one screen: a title that is its subject in the terms of the field, `Status`, `Subject`, `In short` (what holds), then Context, Decision, Consequences, Not taken. It says what holds now: who changes it, changes it there. Figures stand in [performance.md](../performance.md) and [reliability.md](../reliability.md), the way there in git. Numbers stay; the next one is the next number.',
    ...sections,
    '## Replaced',
    all
      .filter(isReplaced)
      .map((each) => `- ${link(each)}: ${each.status.toLowerCase().replace('adr', 'ADR')}`)
      .join('\n'),
  ].join('\n\n')}\n`;
}
