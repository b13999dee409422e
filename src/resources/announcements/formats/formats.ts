import { createThread } from '../../../fields/workbooks/thread.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import type { About, Announcement, Reading } from '../announcement.ts';
import { fact } from '../facts.ts';
import { quickly, readAnnouncement } from '../reading/read.ts';
import { bounds, type FileText } from './text.ts';
import type { Work } from './worker.ts';

/** Milliseconds in which a busy machine reads the longest text. */
const patient = 60_000;

/** Files and pages with announcements, read in a thread of their own that may use so much memory and time and no more. */
export function createFormats() {
  const read = createThread<Work, FileText | { reading: Reading }>(new URL('./worker.ts', import.meta.url), {
    ...{ timeout: 20_000, concurrency: 2 },
    exceeded: fact('pasting.too_much'),
  });

  async function textOf(work: Work): Promise<FileText> {
    const answer = await read(work);
    if ('reading' in answer) throw new Error('the text of a file was asked for');
    return answer;
  }

  return {
    /** The entries of a text; a long one is read there as well, for its rules take longer than a login may wait. Throws Unreadable. */
    async entriesOf(announcement: Announcement, about: About): Promise<Reading> {
      if (announcement.text.length <= quickly) return readAnnouncement(announcement, about);
      const answer = await read({ announcement, about }, patient);
      if ('reading' in answer) return answer.reading;
      throw new Error('the entries of a text were asked for');
    },
    /** The text of a file, whatever kind it is of. Throws Unreadable with the cure. */
    async ofFile(bytes: Buffer): Promise<FileText> {
      if (bytes.length > bounds.bytes) throw new Unreadable(fact('pasting.file_too_large'));
      return textOf({ bytes });
    },
    /** The text of a page, as an editor or a browser gives it. Throws Unreadable. */
    ofHtml: (html: string): Promise<FileText> => textOf({ html }),
  };
}

export type Formats = ReturnType<typeof createFormats>;
