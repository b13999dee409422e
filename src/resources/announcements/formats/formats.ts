import { createThread } from '../../../fields/workbooks/thread.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { bounds, type FileText } from './text.ts';
import type { Work } from './worker.ts';

/** Files and pages with announcements, read in a thread of their own that may use so much memory and time and no more. */
export function createFormats() {
  const read = createThread<Work, FileText>(new URL('./worker.ts', import.meta.url), {
    ...{ timeout: 20_000, concurrency: 2 },
    exceeded: fact('pasting.too_much'),
  });

  return {
    /** The text of a file, whatever kind it is of. Throws Unreadable with the cure. */
    async ofFile(bytes: Buffer): Promise<FileText> {
      if (bytes.length > bounds.bytes) throw new Unreadable(fact('pasting.file_too_large'));
      return read({ bytes });
    },
    /** The text of a page, as an editor or a browser gives it. Throws Unreadable. */
    ofHtml: (html: string): Promise<FileText> => read({ html }),
  };
}

export type Formats = ReturnType<typeof createFormats>;
