import { fileURLToPath } from 'node:url';
import type { Module } from '../../module.ts';
import { createPortal } from '../docs/portal.ts';
import { roles } from './contents.ts';
import { createHelpPages } from './pages.ts';

type Needs = { publicUrl: URL };

const dir = fileURLToPath(new URL('../../../docs/help', import.meta.url));

/** 帮助 (R09): the tasks of each kind of user, step by step with pictures, and the telephone. */
export function createHelpModule({ publicUrl }: Needs): Module {
  const portal = createPortal({ dir, base: '/help', chapters: roles, origin: publicUrl.origin });
  return {
    service: {},
    pages: (services) => createHelpPages({ ...services, articles: portal.articles, pictures: `${dir}/pictures` }),
  };
}
