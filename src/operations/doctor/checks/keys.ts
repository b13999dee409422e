import { stat } from 'node:fs/promises';
import { days, epoch } from '../../../clock.ts';
import { type KeyFault, type KeyFiles, readKeyFiles, readSm2File } from '../../../crypto/key-files.ts';
import { readLogKeys } from '../../../crypto/log-keys.ts';
import { nextPhase } from '../../../crypto/phases.ts';
import { area, checksOf } from '../check.ts';

type Seen = {
  dir: string;
  faults: readonly KeyFault[];
  files: KeyFiles | undefined;
  isFolderOpen: boolean;
  /** NATIONAL_CRYPTOGRAPHY is on, without the key that signs exports. */
  lacksSm2: boolean;
  /** Why the transparency logs have no key to sign with. */
  noLogKeys: string | undefined;
};
const check = checksOf<Seen>();

const age = (iso: string, now: Date) => epoch(now) - epoch(new Date(iso));
const inDays = (seconds: number) => Math.floor(seconds / days(1));

/** Signing keys and secrets in KEYS_DIR. */
export const ofKeys = area<Seen>({
  name: 'keys',
  async read(on) {
    const dir = on.config.KEYS_DIR;
    const read = await readKeyFiles(dir);
    const files = 'files' in read ? read.files : undefined;
    on.keys = files;
    const ofSm2 = on.config.NATIONAL_CRYPTOGRAPHY ? (await readSm2File(dir)).faults : [];
    const folder = await stat(dir).catch(() => undefined);
    return {
      dir,
      files,
      faults: [...('faults' in read ? read.faults : []), ...ofSm2.filter(({ kind }) => kind !== 'missing')],
      lacksSm2: ofSm2.some(({ kind }) => kind === 'missing'),
      noLogKeys:
        files === undefined
          ? undefined
          : await readLogKeys(dir).then(
              () => undefined,
              (error: Error) => error.message,
            ),
      // A user with write access to the folder can replace our keys.
      isFolderOpen: process.platform !== 'win32' && folder !== undefined && (folder.mode & 0o022) !== 0,
    };
  },
  checks: [
    check('doctor.keys_missing', 'harm', ({ dir, faults }) =>
      faults.flatMap(({ kind, file }) => (kind === 'missing' ? [{ file, dir }] : [])),
    ),
    check('doctor.keys_open', 'harm', ({ dir, faults }) =>
      faults.flatMap(({ kind, file }) => (kind === 'open' ? [{ file, dir }] : [])),
    ),
    check('doctor.keys_broken', 'harm', ({ dir, faults }) =>
      faults.flatMap(({ kind, text }) => (kind === 'broken' ? [{ why: text, dir }] : [])),
    ),
    check('doctor.keys_without_sm2', 'harm', ({ dir, lacksSm2 }) => (lacksSm2 ? { dir } : undefined)),
    check('doctor.keys_folder_open', 'harm', ({ dir, isFolderOpen }) => (isFolderOpen ? { dir } : undefined)),
    check('doctor.keys_old', 'warning', ({ files }, { keyAge }, now) => {
      const active = files?.signing.keys.filter(({ phase }) => phase === 'active') ?? [];
      const oldest = Math.max(0, ...active.map(({ promotedAt, publishedAt }) => age(promotedAt ?? publishedAt, now)));
      return oldest > keyAge ? { days: inDays(oldest) } : undefined;
    }),
    check('doctor.keys_step_due', 'warning', ({ files }, { stepOverdue }, now) => {
      if (files === undefined) return undefined;
      const { phase, due } = nextPhase(files.signing);
      const late = due === undefined ? 0 : epoch(now) - epoch(due);
      return late > stepOverdue ? { phase, days: inDays(late) } : undefined;
    }),
    check('doctor.keys_of_logs', 'warning', ({ noLogKeys }) =>
      noLogKeys === undefined ? undefined : { why: noLogKeys },
    ),
  ],
});
