import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../../../fact.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import type { About, Announcement, Reading } from '../announcement.ts';
import { fact } from '../facts.ts';
import { readHtml } from './html.ts';
import { readFile } from './read-file.ts';
import { type FileText, tidied } from './text.ts';

export type Work = { bytes: Uint8Array } | { html: string } | { announcement: Announcement; about: About };
export type Answer = FileText | { reading: Reading } | { unreadable: Fact };

async function answer(work: Work): Promise<Answer> {
  try {
    if ('announcement' in work) {
      const { readAnnouncement } = await import('../reading/read.ts');
      return { reading: readAnnouncement(work.announcement, work.about) };
    }
    if ('html' in work) {
      const read = readHtml(work.html);
      return { ...read, text: tidied(read.text) };
    }
    const { buffer, byteOffset, length } = work.bytes;
    const read = await readFile(Buffer.from(buffer, byteOffset, length)); // not copied
    return { ...read, text: tidied(read.text) };
  } catch (error) {
    return { unreadable: error instanceof Unreadable ? error.problem : fact('pasting.too_much') };
  }
}

if (parentPort !== null) {
  const work: Work = workerData;
  // As for workbooks: those who sign in come first. Rules take less than a second, and a person waits for them.
  if (process.platform === 'linux' && !('announcement' in work)) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  parentPort.postMessage(await answer(work));
  parentPort.close();
}
