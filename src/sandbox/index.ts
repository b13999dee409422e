import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { createSandboxData } from './service.ts';

/** R27: where the data of sandboxes lies, apart from everything else. */
export function createSandboxModule(needs: { db: Database; clock: Clock }) {
  const sandboxData = createSandboxData(needs);
  return { service: { sandboxData }, jobs: sandboxData.jobs };
}
