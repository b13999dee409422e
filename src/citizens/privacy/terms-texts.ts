import { readFile } from 'node:fs/promises';
import { firstVersion, type Terms } from '../../accounts/account/terms.ts';
import { newestEdition } from '../../accounts/account/terms-store.ts';
import type { Clock } from '../../clock.ts';
import { render } from '../../http/pages/markdown.ts';

export const documents = { terms: '用户协议', privacy: '隐私政策' } as const;
export type DocumentName = keyof typeof documents;

/** One version of both texts, in Markdown. */
export type TermsTexts = {
  version: number;
  terms: string;
  privacy: string;
  changes: string;
  effectiveAt: Date;
};

type Needs = {
  terms: Pick<Terms, 'published' | 'inForce' | 'firstEdition'>;
  clock: Clock;
  contact: { phone: string; email: string };
};

const folder = new URL('../../../docs/terms/', import.meta.url);

/** The proposal of the product while its first version is in force; it is not agreed to yet, and operators may change it. */
type Proposal = Pick<TermsTexts, 'terms' | 'privacy' | 'changes'>;

/** The texts of 用户协议 and 隐私政策: version 1 comes with the product, later ones are published by operators. */
export interface TermsEditions {
  /** All, newest first. */
  all(): Promise<TermsTexts[]>;
  /** The one in force, and one that waits for its day. */
  standing(): Promise<{ now: TermsTexts; next: TermsTexts | undefined; all: readonly TermsTexts[] }>;
  /** The newest edition of the product; undefined where operators have published, or version 1 says it already. */
  proposed(now: TermsTexts): Promise<Proposal | undefined>;
  /** Markdown as HTML, with the contact of the operators. */
  html(markdown: string): Promise<string>;
}

/** Every version with its texts: the first from the files of the product, the others as they were published. */
export function createTermsTexts({ terms, clock, contact }: Needs): TermsEditions {
  const text = (name: string) => readFile(new URL(`${name}.md`, folder), 'utf8');
  let first: Promise<TermsTexts> | undefined;
  const readFirst = async (): Promise<TermsTexts> => {
    const edition = await terms.firstEdition();
    const texts = { terms: await text(`terms-${edition}`), privacy: await text(`privacy-${edition}`) };
    return { ...firstVersion, ...texts, changes: '' };
  };
  /** All, the newest first. */
  async function all(): Promise<TermsTexts[]> {
    first ??= readFirst();
    return [await first, ...(await terms.published())].reverse();
  }

  return {
    all,
    async standing() {
      const [versions, inForce] = await Promise.all([all(), terms.inForce()]);
      const now = versions.find(({ version }) => version === inForce) ?? (await readFirst());
      return { now, next: versions.find(({ effectiveAt }) => effectiveAt > clock.now()), all: versions };
    },
    async proposed({ version }) {
      if (version !== firstVersion.version || (await terms.firstEdition()) === newestEdition) return undefined;
      const names = ['terms', 'privacy', 'changes'].map((name) => text(`${name}-${newestEdition}`));
      const [proposed = '', privacy = '', changes = ''] = await Promise.all(names);
      return { terms: proposed, privacy, changes: changes.trim() };
    },
    async html(markdown) {
      const phone = `[${contact.phone}](tel:${contact.phone.replace(/[^+\d]/g, '')})`;
      const mail = contact.email === '' ? [] : [`[${contact.email}](mailto:${contact.email})`];
      return (await render(markdown.replaceAll('{contact}', [phone, ...mail].join('，')))).html;
    },
  };
}
